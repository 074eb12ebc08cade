import { formatPath, type Issue, nearestName } from '../../kernel/issues.ts';
import { isObject, isRecord } from './compare.ts';
import { isLocator } from './locator.ts';
import { operatorNames, operatorOf } from './operators.ts';

interface Demand {
  readonly expected: string;
  /** True for arguments that can give a value for some variables. */
  isMet(args: unknown): boolean;
}

const list: Demand = { expected: 'a list, or a formula that gives one', isMet: (args) => isListLike(args) };
const text: Demand = {
  expected: 'a text, or a formula that gives one',
  isMet: (args) => typeof args === 'string' || isFormula(args),
};

/** What the arguments of an operator must be; without it the formula never has a value. */
const demands = new Map<string, Demand>([
  ['$var', { expected: 'a locator such as $.input.name', isMet: isLocator }],
  ['$concat', { expected: 'a list, or { values, delimiter }', isMet: isConcat }],
  ['$tpl', { expected: '{ template, values }', isMet: (args) => isRecord(args) && 'template' in args }],
  ['$firstNotEmpty', list],
  ['$and', list],
  ['$or', list],
  ['$mergeObjects', list],
  ['$case', { expected: '{ cases: […], default }, or a list of cases', isMet: isCase }],
  ['$map', { expected: '{ value, mapping, default }', isMet: (args) => isRecord(args) && !isFormula(args) }],
  ['$iterate', { expected: '{ source, item }', isMet: isIteration }],
  ['$domainFromEmail', text],
  ['$jsonata', { ...text, expected: 'an expression' }],
  ['$record', { expected: '{ id }', isMet: (args) => isRecord(args) && 'id' in args }],
]);

/** Formulas that can never have a value, whatever the variables are; an unknown `$operator` is literal, so no issue. */
export function checkFormulas(value: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  const rest: { value: unknown; path: readonly PropertyKey[] }[] = [{ value, path: [] }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { value: found, path } = next;
    if (!isObject(found)) continue;
    const name = operatorOf(found)?.name;
    if (name === '$plain' || name === '$formula') continue;
    const args: unknown = name === undefined ? undefined : Reflect.get(found, name);
    const demand = demands.get(name ?? '');
    if (name !== undefined && demand && !demand.isMet(args)) issues.push(issueAt([...path, name], demand, name));
    for (const [key, member] of Object.entries(found))
      rest.push({ value: member, path: [...path, Array.isArray(found) ? Number(key) : key] });
  }
  return issues.reverse();
}

/** Objects that are literal although their only key is nearly an operator, such as `{"$vra": …}`. */
export function misspeltOperators(value: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  const rest: { value: unknown; path: readonly PropertyKey[] }[] = [{ value, path: [] }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { value: found, path } = next;
    if (!isObject(found) || operatorOf(found)?.name === '$plain') continue;
    const [name = '', ...others] = Array.isArray(found) ? [] : Object.keys(found);
    const nearest =
      name.startsWith('$') && others.length === 0 && operatorOf(found) === undefined
        ? nearestName(name, operatorNames, name.length < 4 ? 1 : 2)
        : undefined;
    if (nearest !== undefined) {
      const message = `${name} is no operator, so it stays as it is; did you mean ${nearest}?`;
      issues.push({ path: formatPath([...path, name]), expected: nearest, message, nearest });
    }
    for (const [key, member] of Object.entries(found))
      rest.push({ value: member, path: [...path, Array.isArray(found) ? Number(key) : key] });
  }
  return issues.reverse();
}

function issueAt(path: readonly PropertyKey[], { expected }: Demand, name: string): Issue {
  return { path: formatPath(path), expected, message: `${name} needs ${expected}` };
}

function isFormula(value: unknown): boolean {
  return operatorOf(value) !== undefined;
}

function isListLike(value: unknown): boolean {
  return (Array.isArray(value) && value.length > 0) || isFormula(value);
}

function isConcat(args: unknown): boolean {
  return Array.isArray(args) ? args.length > 0 : isRecord(args) && isListLike(args['values']);
}

function isCase(args: unknown): boolean {
  return Array.isArray(args) || (isRecord(args) && Array.isArray(args['cases']));
}

function isIteration(args: unknown): boolean {
  return isRecord(args) && isListLike(args['source']) && 'item' in args;
}
