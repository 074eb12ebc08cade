import type { Work } from './work.ts';

type Step = { readonly property: string } | { readonly index: number };

/**
 * The value at `$.input.a[0].b`; undefined when nothing is there or the locator is malformed.
 * Shape: `$.` may be left out; `\` takes the next character as it is; `$` is the data itself.
 */
export function getValueAtLocator(data: unknown, locator: unknown, work: Work): unknown {
  const steps = parseLocator(locator, work);
  return steps?.reduce<unknown>(
    (value, step) => ('index' in step ? itemAt(value, step.index) : propertyOf(value, step.property)),
    data,
  );
}

/** What `$var` reads: as `getValueAtLocator`, but null for a malformed locator. */
export function readVariable(variables: unknown, locator: unknown, work: Work): unknown {
  const steps = parseLocator(locator, work);
  if (!steps) return null;
  return steps.reduce<unknown>(
    // The official client takes a falsy item for a missing one; `a.0` reads it.
    (value, step) => ('index' in step ? itemAt(value, step.index) || undefined : propertyOf(value, step.property)),
    variables,
  );
}

/** Every value that a field of an old filter means: a property of an array is that of each item that has it. Never empty. */
export function fieldValues(data: unknown, locator: unknown, work: Work): readonly unknown[] {
  const steps = parseLocator(locator, work) ?? [{ property: '' }];
  const values = steps.reduce<readonly unknown[]>(
    (found, step) => found.flatMap((value) => stepInto(value, step, work)),
    [data],
  );
  const present = values.filter((value) => value !== undefined && value !== null);
  return present.length > 0 ? present : [undefined];
}

/** The name of the variable that a locator starts with; undefined when it may be any of them. */
export function variableOf(locator: unknown): string | undefined {
  const [first] = parseLocator(locator) ?? [];
  return first && 'property' in first ? first.property : undefined;
}

/** True when the text, or the empty list that stands for the root, can be read at all. */
export function isLocator(locator: unknown): boolean {
  return parseLocator(locator) !== undefined;
}

function stepInto(value: unknown, step: Step, work: Work): readonly unknown[] {
  work.spend(1);
  if ('index' in step) return [itemAt(value, step.index)];
  if (Array.isArray(value)) return value.flatMap((item) => stepInto(item, step, work));
  return [typeof value === 'string' && step.property === 'length' ? value.length : propertyOf(value, step.property)];
}

function itemAt(value: unknown, index: number): unknown {
  return Array.isArray(value) ? value[index] : undefined;
}

function propertyOf(value: unknown, name: string): unknown {
  // Own properties alone: what data inherits is not data, and `__proto__` leads out of it.
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function parseLocator(locator: unknown, work?: Work): Step[] | undefined {
  if (Array.isArray(locator) && locator.length === 0) return [];
  if (typeof locator !== 'string' || locator === '') return undefined;
  // Each of its letters is a step of ours.
  work?.spend(locator.length / 10);
  const text = locator.startsWith('$') ? locator.slice(1) : `.${locator}`;
  const steps: Step[] = [];
  let at = 0;
  while (at < text.length) {
    const read = text[at] === '.' ? readProperty(text, at + 1) : text[at] === '[' ? readIndex(text, at + 1) : undefined;
    if (!read) return undefined;
    steps.push(read.step);
    at = read.end;
  }
  return steps;
}

function readProperty(text: string, start: number): { step: Step; end: number } {
  let property = '';
  let end = start;
  while (end < text.length && text[end] !== '.' && text[end] !== '[') {
    if (text[end] === '\\' && end + 1 < text.length) end += 1;
    property += text[end];
    end += 1;
  }
  return { step: { property }, end };
}

function readIndex(text: string, start: number): { step: Step; end: number } | undefined {
  const close = text.indexOf(']', start);
  // `[]` is the first item, as for the official client.
  const index = close === -1 ? Number.NaN : Number(text.slice(start, close));
  return index >= 0 ? { step: { index }, end: close + 1 } : undefined;
}
