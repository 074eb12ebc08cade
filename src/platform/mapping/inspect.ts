import { isObject } from './compare.ts';
import { variableOf } from './locator.ts';

/** True when a value holds JSONata, which may run for long and so needs a worker that can be killed. */
export function needsWorker(value: unknown): boolean {
  return someObject(value, (object) => Object.hasOwn(object, '$jsonata'));
}

/** True when formulas of the value may read this variable: false is certain, true is not. */
export function mentions(value: unknown, name: string): boolean {
  return someObject(value, (object) => readsVariable(object, name));
}

function readsVariable(object: object, name: string): boolean {
  if (Object.hasOwn(object, '$jsonata')) return true;
  if (Object.hasOwn(object, '$var')) return startsAt(Reflect.get(object, '$var'), name);
  return Object.hasOwn(object, 'field') && startsAt(Reflect.get(object, 'field'), name);
}

/** `$` is all variables, and `parent` leads back to those around an iteration. */
function startsAt(locator: unknown, name: string): boolean {
  const first = variableOf(locator);
  return first === undefined || first === name || first === 'parent';
}

/** Walks without recursion: the value is not yet known to be shallow. */
function someObject(value: unknown, test: (object: object) => boolean): boolean {
  const rest = [value];
  while (rest.length > 0) {
    const found = rest.pop();
    if (!isObject(found)) continue;
    if (!Array.isArray(found) && test(found)) return true;
    for (const member of Object.values(found)) rest.push(member);
  }
  return false;
}
