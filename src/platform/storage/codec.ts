/** JSON for a column. `undefined` becomes SQL null, so that it and `null` both come back as they were. */
export function encodeJson(value: unknown): string | null {
  return value === undefined ? null : (JSON.stringify(value) ?? null);
}

/** The value of a JSON column; undefined for SQL null. */
export function decodeJson(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}

/** The value of a JSON column whose shape this program wrote. */
export function decodeOwnJson<T>(text: string): T {
  // Parse boundary: only this folder writes the column, from a value of that type.
  return JSON.parse(text) as T;
}
