import { PorinError } from '../../kernel/errors.ts';
import { isMissing, isObject, isRecord } from './compare.ts';
import { getValueAtLocator } from './locator.ts';
import type { Work } from './work.ts';

type Container = unknown[] | Record<string, unknown>;

interface Copy {
  readonly container: Container;
  readonly key: string | number;
  readonly node: object;
  readonly locator: unknown;
}

/** The data with each `{ $copy: locator }` replaced by what stands there; dropped when nothing does. One at the top stays. */
export function fillCopies(data: unknown, work: Work): unknown {
  if (!containsCopy(data, work) || isCopy(data)) return data;
  // What is filled in is ours: the result holds pieces of the variables.
  const filled = clone(data, work);
  for (const copy of copiesIn(filled)) fill(filled, copy, work);
  return filled;
}

function fill(data: unknown, { container, key, node, locator }: Copy, work: Work): void {
  work.operator = '$copy';
  const value = getValueAtLocator(data, locator, work);
  if (containsCopy(value, work))
    throw new PorinError('bad_request', `$copy of ${JSON.stringify(locator)} would copy another $copy`, {
      hint: 'Copy from where the value comes from',
    });
  if (!Array.isArray(container)) {
    if (value === undefined) delete container[key];
    else put(container, String(key), value);
    return;
  }
  work.spend(container.length);
  const at = container.indexOf(node);
  if (value === undefined) container.splice(at, 1);
  else container[at] = value;
}

/** Sets a member also when it is called `__proto__`. */
function put(container: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}

function isCopy(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && Object.hasOwn(value, '$copy') && Object.keys(value).length === 1;
}

function containsCopy(value: unknown, work: Work): boolean {
  if (isMissing(value) || !isObject(value)) return false;
  if (isCopy(value)) return true;
  if (!Array.isArray(value) && !isRecord(value)) return false;
  work.enter();
  const members = Object.values(value);
  work.spend(members.length);
  const found = members.some((member) => containsCopy(member, work));
  work.leave();
  return found;
}

function clone(value: unknown, work: Work): unknown {
  if (!Array.isArray(value) && !isRecord(value)) return value;
  work.enter();
  const copy = Array.isArray(value)
    ? value.map((item) => clone(item, work))
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, clone(member, work)]));
  work.leave();
  return copy;
}

function copiesIn(data: unknown): Copy[] {
  if (!Array.isArray(data) && !isRecord(data)) return [];
  const container: Container = data;
  return Object.entries(container).flatMap(([key, member]) =>
    isCopy(member) ? [{ container, key, node: member, locator: member['$copy'] }] : copiesIn(member),
  );
}
