import { isMissing, isObject, looselyEqual, textOf } from './compare.ts';
import { fieldValues } from './locator.ts';
import type { Work } from './work.ts';

type Condition = (value: unknown, operand: unknown, work: Work) => boolean;

/** The comparisons of `$eval`. */
export const comparisons = new Map<string, Condition>([
  ['is', looselyEqual],
  ['isNot', (value, operand, work) => !looselyEqual(value, operand, work)],
  ['oneOf', isOneOf],
  ['noneOf', (value, operand, work) => !isOneOf(value, operand, work)],
  ['contains', contains],
  ['doesNotContain', (value, operand, work) => !contains(value, operand, work)],
  ['lt', (value, operand, work) => numberOf(value, work) < numberOf(operand, work)],
  ['lte', (value, operand, work) => numberOf(value, work) <= numberOf(operand, work)],
  ['gt', (value, operand, work) => numberOf(value, work) > numberOf(operand, work)],
  ['gte', (value, operand, work) => numberOf(value, work) >= numberOf(operand, work)],
  ['isEmpty', isEmpty],
  ['isNotEmpty', (value) => !isEmpty(value)],
]);

/** The comparisons of the filters that came before `$eval`; these spellings alone. */
const oldComparisons = new Map<string, Condition>([
  ['is', looselyEqual],
  ['is_not', (value, operand, work) => !looselyEqual(value, operand, work)],
  ['is_empty', isEmpty],
  ['is_not_empty', (value) => !isEmpty(value)],
  ['contains', (value, operand, work) => Boolean(value) && textOf(value, work).includes(textOf(operand, work))],
  [
    'does_not_contain',
    (value, operand, work) => Boolean(value) && !textOf(value, work).includes(textOf(operand, work)),
  ],
  ['is_one_of', isOneOf],
]);

/** True when one value of the field meets the condition `{ field, operator, value }`; an unknown operator is met by all. */
export function meetsOldCondition(condition: unknown, variables: unknown, work: Work): boolean {
  if (!isObject(condition)) return true;
  const { field, operator, value }: { field?: unknown; operator?: unknown; value?: unknown } = condition;
  const compare = oldComparisons.get(textOf(operator, work));
  if (!compare) return true;
  const values = fieldValues(variables, field);
  work.spend(values.length);
  return values.some((found) => compare(found, value, work));
}

function isOneOf(value: unknown, operand: unknown, work: Work): boolean {
  if (!Array.isArray(operand)) return false;
  work.spend(operand.length);
  return operand.includes(value);
}

function contains(value: unknown, operand: unknown, work: Work): boolean {
  if (Array.isArray(value)) return isOneOf(operand, value, work);
  // Missing is looked for as the text `undefined`, as the official client does.
  return (
    Boolean(value) &&
    textOf(value, work)
      .toLowerCase()
      .includes(textOf(operand ?? undefined, work).toLowerCase())
  );
}

/** Dates are compared by their year alone: the official client reads a number as far as the text is one. */
function numberOf(value: unknown, work: Work): number {
  return Number.parseFloat(textOf(value, work));
}

function isEmpty(value: unknown): boolean {
  if (isMissing(value) || value === '') return true;
  return isObject(value) && Object.keys(value).length === 0;
}
