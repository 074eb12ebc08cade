const units = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `3 min ago`, `in 2 days`, `now`; times more than a month away as `2026-05-01 10:00` (UTC). Undefined when the text is no ISO 8601 time. */
export function relativeTime(iso: string, now: number): string | undefined {
  const time = /^\d{4}-\d\d-\d\dT/.test(iso) ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time)) return undefined;
  const distance = Math.abs(time - now);
  if (distance > 30 * 86_400_000) return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
  const unit = units.find(([, ms]) => distance >= ms);
  if (!unit) return 'now';
  const count = Math.floor(distance / unit[1]);
  const words = `${count} ${unit[0]}${unit[0] === 'day' && count > 1 ? 's' : ''}`;
  return time < now ? `${words} ago` : `in ${words}`;
}

/** A duration in the largest fitting unit: `850 ms`, `4 s`, `3 min`, `2 h`, `5 days`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  const unit = units.find(([, size]) => ms >= size);
  if (!unit) return `${ms} ms`;
  const count = Math.floor(ms / unit[1]);
  return `${count} ${unit[0]}${unit[0] === 'day' && count > 1 ? 's' : ''}`;
}
