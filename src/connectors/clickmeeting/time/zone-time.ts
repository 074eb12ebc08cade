/** Wall time of a zone: `2030-05-14T10:00:00`, without an offset. */
export type WallTime = string;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
    ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
  });
  formats.set(zone, made);
  return made;
}

/** What the clocks of a zone show at an instant. Units: epoch ms. */
export function wallTimeOf(at: number, zone: string): WallTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '00';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

function offsetMs(at: number, zone: string): number {
  const whole = at - (at % 1000);
  return Date.parse(`${wallTimeOf(whole, zone)}Z`) - whole;
}

/** An instant as ISO 8601 with the zone's offset then: `2030-05-14T10:00:00+02:00`. */
export function isoIn(at: number, zone: string): string {
  const offset = offsetMs(at, zone);
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${wallTimeOf(at, zone)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Whether the zone's clocks show a wall time once, never (skipped when they go forward) or twice (when they go back). */
export type Occurrence = 'once' | 'skipped' | 'twice';

/** The instant of a wall time: the earlier of two; a skipped one counts on by the old offset, as clocks that were not put forward do. */
export function instantOf(wall: WallTime, zone: string): { readonly at: number; readonly occurs: Occurrence } {
  const asUtc = Date.parse(`${wall}Z`);
  // Offsets a day before and after cover every change near the wall time.
  const before = offsetMs(asUtc - 86_400_000, zone);
  const after = offsetMs(asUtc + 86_400_000, zone);
  const candidates = [...new Set([before, after])].map((offset) => asUtc - offset);
  const right = candidates.filter((at) => at + offsetMs(at, zone) === asUtc).sort((a, b) => a - b);
  const [first] = right;
  if (first === undefined) return { at: asUtc - before, occurs: 'skipped' };
  return { at: first, occurs: right.length > 1 ? 'twice' : 'once' };
}

/** A date and time as people write it, in its parts; undefined when it is none. Shape: `wall` has seconds; `offset` is `Z` or `+02:00`. */
export function partsOf(written: string): { readonly wall: WallTime; readonly offset: string | undefined } | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(written);
  if (!match) return undefined;
  const [, day, minutes, seconds = ':00', offset] = match;
  return { wall: `${day}T${minutes}${seconds}`, offset: offset?.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2') };
}

/** The instant of a date and time; one without an offset is meant in `zone`. Undefined when it is none. */
export function readInstant(written: string, zone: string): number | undefined {
  const parts = partsOf(written);
  if (!parts) return undefined;
  const { wall, offset } = parts;
  const at = Date.parse(wall + (offset ?? 'Z'));
  if (Number.isNaN(at)) return undefined;
  return offset === undefined ? instantOf(wall, zone).at : at;
}

/** Adds whole days to a wall time, so that the hour stays the same across clock changes. */
export function plusDays(wall: WallTime, days: number): WallTime {
  return new Date(Date.parse(`${wall}Z`) + days * 86_400_000).toISOString().slice(0, 19);
}
