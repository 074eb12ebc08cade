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
  if (Array.isArray(value)) return value.map((item) => valueFor(item, within)).filter((item) => item !== undefined);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value);
  const [first, ...others] = entries;
  if (!first || !within.isFormula(value)) return Object.fromEntries(substituteMembers(entries, within));
  // Of a formula only its own arguments: what stands beside them belongs to the operator.
  const own =
    first[0] === '$iterate' ? [[first[0], substituteSource(first[1], within)]] : substituteMembers([first], within);
  return Object.fromEntries([...own, ...others]);
}

/** What is made of each item is left for the iteration: its variables are others. */
function substituteSource(args: unknown, within: Substitution): unknown {
  if (!isRecord(args) || !('source' in args)) return args;
  const { source, ...others } = args;
  return Object.fromEntries([...Object.entries(others), ...substituteMembers([['source', source]], within)]);
}

function substituteMembers(entries: readonly [string, unknown][], within: Substitution): [string, unknown][] {
  return entries
    .map(([key, member]): [string, unknown] => [key, valueFor(member, within)])
    .filter(([, member]) => member !== undefined);
}

function valueFor(member: unknown, within: Substitution): unknown {
  if (isMissing(member)) return member;
  if (isRecord(member) && Object.keys(member)[0] === '$var')
    return readVariable(within.variables, member['$var'], within.work);
  return substituteVariables(member, within);
}
