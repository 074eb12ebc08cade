import { deeplyEqual, isMissing, isObject, isRecord, looselyEqual, textOf } from './compare.ts';
import { comparisons, meetsOldCondition } from './conditions.ts';
import { substituteVariables } from './formula-wrapper.ts';
import { readVariable } from './locator.ts';
import { splitName } from './person-name.ts';
import { fillTemplate } from './template.ts';
import type { Work } from './work.ts';

/** What an operator may use: the variables around it, and how to resolve what is inside it. */
export interface Scope {
  readonly variables: unknown;
  readonly work: Work;
  resolve(value: unknown, variables?: unknown): unknown;
  /** Evaluates JSONata; callers pass it where it may run. */
  readonly jsonata: (expression: string, variables: unknown) => unknown;
}

type Formula = Readonly<Record<string, unknown>>;
type Operator = (args: unknown, scope: Scope, formula: Formula) => unknown;

/** Every operator: what it gives for the value of its key. A new one is one function here and a row in docs/mapping.md. */
const operators = new Map<string, Operator>([
  ['$var', (args, { variables, work }) => readVariable(variables, args, work)],
  ['$plain', (args) => args],
  ['$concat', concat],
  ['$tpl', template],
  ['$firstNotEmpty', (args, scope) => listOf(args, scope)?.find((item) => !isMissing(item))],
  ['$eval', compare],
  ['$and', (args, scope) => present(args, scope)?.every(Boolean)],
  ['$or', (args, scope) => present(args, scope)?.some(Boolean)],
  ['$case', chooseCase],
  ['$map', mapValue],
  ['$iterate', iterate],
  ['$mergeObjects', mergeObjects],
  ['$firstName', (args, scope) => nameOf(args, scope)?.first],
  ['$lastName', (args, scope) => nameOf(args, scope)?.last],
  ['$extractDate', (args, scope) => isoTime(args, scope)?.slice(0, 10)],
  ['$extractTime', (args, scope) => isoTime(args, scope)?.slice(11, 19)],
  ['$domainFromEmail', domainFromEmail],
  ['$jsonata', jsonata],
  ['$record', (args) => (isObject(args) && 'id' in args ? args.id : undefined)],
  // These stay: the first is filled in afterwards, the others by a host that knows records.
  ['$copy', (args, scope) => ({ $copy: scope.resolve(args) })],
  ['$lookup', (args, scope) => ({ $lookup: scope.resolve(args) })],
  ['$findExternalRecordId', (args, scope) => ({ $findExternalRecordId: scope.resolve(args) })],
  ['$findAppRecordId', (args, scope) => ({ $findAppRecordId: scope.resolve(args) })],
  ['$dataSchemaRef', () => undefined],
  ['$formula', (args, { variables, work }) => substituteVariables(args, { variables, work, isFormula })],
]);

/** Every name of an operator, the dollar included. */
export const operatorNames: readonly string[] = [...operators.keys()];

/** The operator of a formula and its name: its first key. Undefined for everything else, which is literal. */
export function operatorOf(value: unknown): { readonly name: string; readonly apply: Operator } | undefined {
  const name = formulaKey(value);
  const apply = name === undefined ? undefined : operators.get(name);
  return name === undefined || !apply ? undefined : { name, apply };
}

function isFormula(value: unknown): boolean {
  return operatorOf(value) !== undefined;
}

function formulaKey(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  for (const key in value) return key;
  return undefined;
}

function listOf(args: unknown, scope: Scope): readonly unknown[] | undefined {
  const list = scope.resolve(args);
  if (!Array.isArray(list)) return undefined;
  scope.work.spend(list.length);
  return list;
}

function present(args: unknown, scope: Scope): readonly unknown[] | undefined {
  const items = listOf(args, scope)?.filter((item) => !isMissing(item));
  return items?.length ? items : undefined;
}

function concat(args: unknown, scope: Scope): string | undefined {
  const parts: Formula = Array.isArray(args) ? { values: args } : isRecord(args) ? args : {};
  const values = listOf(parts['values'], scope);
  if (!values?.length) return undefined;
  const texts = values
    .map((value) => (isMissing(value) ? '' : textOf(value, scope.work)))
    .filter((text) => text !== '');
  // A delimiter that is a formula without a value is written out, as the official client does.
  const delimiter = isMissing(parts['delimiter']) ? '' : textOf(scope.resolve(parts['delimiter']), scope.work);
  scope.work.grow(delimiter.length * texts.length);
  return texts.join(delimiter);
}

function template(args: unknown, scope: Scope): unknown {
  if (!isRecord(args)) return undefined;
  if (typeof args['template'] !== 'string') return args['template'];
  const values = Object.entries(args['values'] ?? {}).map(([name, formula]): [string, string] => {
    const value = scope.resolve(formula);
    return [name, isMissing(value) ? '' : textOf(value, scope.work)];
  });
  return fillTemplate(args['template'], values, scope.work);
}

function compare(args: unknown, scope: Scope, formula: Formula): boolean {
  // The second key is the operator, whatever else stands there.
  const [, name = ''] = Object.keys(formula);
  const condition = comparisons.get(name);
  return condition?.(scope.resolve(args), scope.resolve(formula[name]), scope.work) ?? true;
}

function chooseCase(args: unknown, scope: Scope): unknown {
  const { cases, default: otherwise }: Formula = Array.isArray(args) ? { cases: args } : isRecord(args) ? args : {};
  if (!Array.isArray(cases)) return undefined;
  scope.work.spend(cases.length);
  for (const entry of cases) {
    if (!isObject(entry)) continue;
    const { filter, value }: { filter?: unknown; value?: unknown } = entry;
    if (passes(filter, scope)) return scope.resolve(value);
  }
  // A default of null is none.
  return scope.resolve(otherwise) ?? undefined;
}

function passes(filter: unknown, scope: Scope): boolean {
  if (Array.isArray(filter)) return filter.every((part) => meetsOldCondition(part, scope.variables, scope.work));
  // Only a formula can refuse; one without a value does not.
  return !isFormula(filter) || Boolean(scope.resolve(filter) ?? true);
}

function mapValue(args: unknown, scope: Scope): unknown {
  if (!isRecord(args)) return undefined;
  const value = scope.resolve(args['value']);
  const mapping: readonly unknown[] = Array.isArray(args['mapping']) ? args['mapping'] : [];
  for (const entry of mapping) {
    const { from, to }: { from?: unknown; to?: unknown } = isObject(entry) ? entry : {};
    const wanted = scope.resolve(from);
    if (looselyEqual(value, wanted, scope.work) || deeplyEqual(value, wanted, scope.work)) return scope.resolve(to);
  }
  return scope.resolve(args['default']);
}

function iterate(args: unknown, scope: Scope): readonly unknown[] | undefined {
  if (!isRecord(args)) return undefined;
  const items = listOf(args['source'], scope) ?? [];
  const made = items.map((item, index) => scope.resolve(args['item'], { item, index, parent: scope.variables }));
  const kept = made.filter(Boolean);
  return kept.length > 0 ? kept : undefined;
}

function mergeObjects(args: unknown, scope: Scope): unknown {
  const objects = listOf(args, scope)?.filter(isObject) ?? [];
  const entries = objects.flatMap((object) => Object.entries(object));
  scope.work.spend(entries.length);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function nameOf(args: unknown, scope: Scope): ReturnType<typeof splitName> | undefined {
  const name = scope.resolve(args);
  const text = isMissing(name) ? '' : textOf(name, scope.work);
  scope.work.spend(text.length);
  return text.trim() === '' ? undefined : splitName(text);
}

function isoTime(args: unknown, scope: Scope): string | undefined {
  const date = new Date(textOf(scope.resolve(args), scope.work));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function domainFromEmail(args: unknown, scope: Scope): string | undefined {
  const email = scope.resolve(args);
  if (typeof email !== 'string') return undefined;
  scope.work.read(email.length);
  const parts = email.split('@', 3);
  return parts.length === 2 ? parts[1] : undefined;
}

function jsonata(args: unknown, scope: Scope): unknown {
  const expression = scope.resolve(args);
  return typeof expression === 'string' ? scope.jsonata(expression, scope.variables) : undefined;
}
