import { isMissing, isRecord } from './compare.ts';
import { readVariable } from './locator.ts';
import type { Work } from './work.ts';

interface Substitution {
  readonly variables: unknown;
  readonly work: Work;
  isFormula(value: unknown): boolean;
}

/** What is left of the legacy `$formula`: its content as it is, but with the variables put in. */
export function substituteVariables(value: unknown, within: Substitution): unknown {
  within.work.enter();
  const result = substitute(value, within);
  within.work.leave();
  return result;
}

function substitute(value: unknown, within: Substitution): unknown {
  if (Array.isArray(value)) return substituteItems(value, within);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  // Of a formula only its own arguments: what stands beside them belongs to the operator.
  const open = within.isFormula(value) ? argumentsOf(entries) : entries;
  const done = open.flatMap(([key, member]) => {
    const replaced = valueFor(member, within);
    return replaced === undefined ? [] : [[key, replaced] as const];
  });
  return Object.fromEntries([...done, ...entries.filter((entry) => !open.includes(entry))]);
}

function argumentsOf(entries: [string, unknown][]): [string, unknown][] {
  return entries.slice(0, 1);
}

function substituteItems(items: readonly unknown[], within: Substitution): unknown[] {
  const done: unknown[] = [];
  for (let index = 0; index < items.length; index++) {
    const replaced = valueFor(items[index], within);
    if (replaced !== undefined) done.push(replaced);
    // The official client steps over the item behind one that is dropped.
    else if (++index < items.length) done.push(items[index]);
  }
  return done;
}

function valueFor(member: unknown, within: Substitution): unknown {
  if (isMissing(member)) return member;
  if (isRecord(member) && Object.keys(member)[0] === '$var') return readVariable(within.variables, member['$var']);
  return substituteVariables(member, within);
}
