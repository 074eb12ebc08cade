/** What is wrong with a record, by the app's own codes; found before anything is sent. */
export interface Flaw {
  readonly code: number;
  /** Name of the input's field. */
  readonly field: string;
}

type Properties = Readonly<Record<string, unknown>>;
type Rule = readonly [name: string, code: number, isValid: (value: unknown) => boolean];

const oneOf =
  (...choices: readonly string[]) =>
  (value: unknown) =>
    typeof value === 'string' && choices.some((choice) => choice.toLowerCase() === value.toLowerCase());

const reserved: readonly Rule[] = [
  ['Gender', 514, oneOf('M', 'F')],
  ['Email', 515, (value) => typeof value === 'string' && /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(value)],
  ['Phone', 516, (value) => typeof value === 'string' && /^\+[1-9]\d{6,14}$/.test(value.replace(/[ ()-]/g, ''))],
  ['Employed', 517, oneOf('Y', 'N')],
  ['Education', 518, oneOf('School', 'College', 'Graduate')],
  ['Married', 519, oneOf('Y', 'N')],
  ['Age', 520, (value) => /^\d{1,3}$/.test(String(value))],
];

const mostProperties = 256;

/** Of a profile's properties. Operators such as {"$incr": 1} are left to the app. */
export function flawOfProfile(properties: Properties): Flaw | undefined {
  for (const [name, code, isValid] of reserved) {
    const value = properties[name];
    const isPlain = value !== undefined && value !== null && typeof value !== 'object';
    if (isPlain && !isValid(value)) return { code, field: `properties.${name}` };
  }
  return overLimit(properties, { tooMany: 555, tooLong: 555 });
}

/** Of an event's name and properties. */
export function flawOfEvent(name: string | undefined, properties: Properties): Flaw | undefined {
  if (name === undefined || name.trim() === '') return { code: 509, field: 'event_name' };
  if (name.length > 512) return { code: 512, field: 'event_name' };
  return overLimit(properties, { tooMany: 522, tooLong: 512 });
}

interface Token {
  readonly objectId?: string | undefined;
  readonly token?: string | undefined;
  readonly type?: string | undefined;
  readonly keys?: object | undefined;
}

const tokenTypes = ['apns', 'fcm', 'gcm', 'chrome', 'wns', 'mpns'] as const;

export function flawOfToken({ objectId, token, type, keys }: Token): Flaw | undefined {
  if (!objectId) return { code: 530, field: 'objectId' };
  if (!token) return { code: 532, field: 'token' };
  if (!type) return { code: 533, field: 'type' };
  if (!tokenTypes.some((known) => known === type)) return { code: 534, field: 'type' };
  return type === 'chrome' && keys === undefined ? { code: 535, field: 'keys' } : undefined;
}

/** Of an address or a number of a person. */
export function flawOfContact(type: 'email' | 'phone', value: string, field: string): Flaw | undefined {
  const rule = reserved.find(([name]) => name.toLowerCase() === type);
  return rule && !rule[2](value) ? { code: rule[1], field } : undefined;
}

function overLimit(
  properties: Properties,
  { tooMany, tooLong }: { readonly tooMany: number; readonly tooLong: number },
): Flaw | undefined {
  const entries = Object.entries(properties);
  if (entries.length > mostProperties) return { code: tooMany, field: 'properties' };
  const long = entries.find(
    ([name, value]) => Buffer.byteLength(name) > 120 || (typeof value === 'string' && Buffer.byteLength(value) > 512),
  );
  return long && { code: tooLong, field: `properties.${long[0].slice(0, 60)}` };
}
