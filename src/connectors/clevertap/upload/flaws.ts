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

/** Of an event's properties. */
export function flawOfEvent(properties: Properties): Flaw | undefined {
  return overLimit(properties, { tooMany: 522, tooLong: 512 });
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
