/** A property of a calendar. */
export interface Property {
  readonly value: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A strict reader of RFC 5545 for one event; throws on what it forbids. */
export function readCalendar(source: string): {
  readonly calendar: Readonly<Record<string, Property>>;
  readonly event: Readonly<Record<string, Property>>;
} {
  if (!source.endsWith('\r\n')) throw new Error('the last line does not end');
  const physical = source.slice(0, -2).split('\r\n');
  for (const line of physical) {
    if (/[\r\n]/.test(line)) throw new Error(`a bare line break in ${line}`);
    if (Buffer.byteLength(line) > 75) throw new Error(`longer than 75 bytes: ${line}`);
  }
  const lines = source
    .slice(0, -2)
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n');
  const frame = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'END:VEVENT', 'END:VCALENDAR'];
  if (lines.filter((line) => /^(BEGIN|END):/.test(line)).join() !== frame.join()) throw new Error('wrong components');
  const from = lines.indexOf('BEGIN:VEVENT');
  const calendar = readProperties(lines.slice(1, from));
  const event = readProperties(lines.slice(from + 1, -2));
  need(calendar, ['VERSION', 'PRODID']);
  need(event, ['UID', 'DTSTAMP', 'DTSTART']);
  for (const name of ['DTSTAMP', 'DTSTART', 'DTEND']) {
    if (!/^\d{8}T\d{6}Z$/.test(event[name]?.value ?? '')) throw new Error(`${name} is no time in UTC`);
  }
  if (calendar['METHOD']?.value === 'REQUEST') need(event, ['ORGANIZER', 'ATTENDEE', 'SEQUENCE']);
  if (calendar['METHOD']?.value === 'PUBLISH' && event['ATTENDEE'] !== undefined)
    throw new Error('PUBLISH asks nobody');
  return { calendar, event };
}

const textNames = new Set(['SUMMARY', 'DESCRIPTION', 'LOCATION', 'STATUS', 'UID']);

function readProperties(lines: readonly string[]): Record<string, Property> {
  const properties: Record<string, Property> = {};
  for (const line of lines) {
    const match = /^([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\p{Cc}]*"|[^";:,\p{Cc}]*))*):([^\p{Cc}]*)$/u.exec(line);
    if (match === null) throw new Error(`no content line: ${line}`);
    const [, name = '', given = '', value = ''] = match;
    if (properties[name] !== undefined) throw new Error(`${name} stands there twice`);
    const pairs = [...given.matchAll(/;([A-Z-]+)=(?:"([^"]*)"|([^;]*))/g)];
    const parameters = Object.fromEntries(pairs.map(([, key = '', long, short]) => [key, long ?? short ?? '']));
    properties[name] = { parameters, value: textNames.has(name) ? textOf(value) : value };
  }
  return properties;
}

function textOf(value: string): string {
  if (/(^|[^\\])(\\\\)*([;,]|\\[^\\;,nN])/.test(value)) throw new Error(`unescaped text: ${value}`);
  return value.replace(/\\([\\;,nN])/g, (_, one: string) => (one.toLowerCase() === 'n' ? '\n' : one));
}

function need(properties: Readonly<Record<string, Property>>, names: readonly string[]): void {
  for (const name of names) if (properties[name] === undefined) throw new Error(`${name} is missing`);
}
