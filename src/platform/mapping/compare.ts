import type { Work } from './work.ts';

/** A value as JavaScript writes it into text, but never through a method that the data brings along. */
export function textOf(value: unknown, work: Work): string {
  const text = writeText(value, work);
  work.grow(text.length);
  return text;
}

function writeText(value: unknown, work: Work): string {
  if (!Array.isArray(value)) return isObject(value) && !(value instanceof Date) ? '[object Object]' : String(value);
  work.enter();
  const text = value.map((item) => (item === null || item === undefined ? '' : textOf(item, work))).join(',');
  work.leave();
  return text;
}

/** `==` of JavaScript: null and undefined are one, `1` and `'1'` as well, objects are compared as text with what is none. */
export function looselyEqual(a: unknown, b: unknown, work: Work): boolean {
  work.spend(1);
  work.read(lengthOf(a) + lengthOf(b));
  if (a === b) return true;
  if (isMissing(a) || isMissing(b)) return isMissing(a) && isMissing(b);
  if (isObject(a) && isObject(b)) return false;
  const left = isObject(a) ? textOf(a, work) : a;
  const right = isObject(b) ? textOf(b, work) : b;
  return typeof left === typeof right ? left === right : Number(left) === Number(right);
}

/** The same data, whatever the order of its members. */
export function deeplyEqual(a: unknown, b: unknown, work: Work): boolean {
  work.read(lengthOf(a) + lengthOf(b));
  if (Object.is(a, b) || a === b) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  if (a instanceof Date || b instanceof Date)
    return a instanceof Date && b instanceof Date && Object.is(a.getTime(), b.getTime());
  const keys = Object.keys(a);
  work.spend(keys.length);
  if (keys.length !== Object.keys(b).length) return false;
  work.enter();
  const same = keys.every(
    (key) => Object.hasOwn(b, key) && deeplyEqual(Reflect.get(a, key), Reflect.get(b, key), work),
  );
  work.leave();
  return same;
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : 0;
}

export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** An object with members of its own: no array, date or other instance. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
