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
  ['isNotEmpty', (value, operand, work) => !isEmpty(value, operand, work)],
]);

/** The comparisons of the filters that came before `$eval`; these spellings alone. */
const oldComparisons = new Map<string, Condition>([
  ['is', looselyEqual],
  ['is_not', (value, operand, work) => !looselyEqual(value, operand, work)],
  ['is_empty', isEmpty],
  ['is_not_empty', (value, operand, work) => !isEmpty(value, operand, work)],
  ['contains', (value, operand, work) => Boolean(value) && includes(textOf(value, work), textOf(operand, work), work)],
  [
    'does_not_contain',
    (value, operand, work) => Boolean(value) && !includes(textOf(value, work), textOf(operand, work), work),
  ],
  ['is_one_of', isOneOf],
]);

/** True when one value of the field meets the condition `{ field, operator, value }`; an unknown operator is met by all. */
export function meetsOldCondition(condition: unknown, variables: unknown, work: Work): boolean {
  if (!isObject(condition)) return true;
  const { field, operator, value }: { field?: unknown; operator?: unknown; value?: unknown } = condition;
  const compare = oldComparisons.get(textOf(operator, work));
  if (!compare) return true;
  const values = fieldValues(variables, field, work);
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
  if (!value) return false;
  return includes(textOf(value, work).toLowerCase(), textOf(operand ?? undefined, work).toLowerCase(), work);
}

/** A text that nearly fits at every place is compared whole at every place. */
function includes(text: string, part: string, work: Work): boolean {
  work.read(text.length * part.length);
  return text.includes(part);
}

/** Dates are compared by their year alone: the official client reads a number as far as the text is one. */
function numberOf(value: unknown, work: Work): number {
  return Number.parseFloat(textOf(value, work));
}

function isEmpty(value: unknown, _: unknown, work: Work): boolean {
  if (isMissing(value) || value === '') return true;
  if (!isObject(value)) return false;
  const members = Object.keys(value).length;
  work.spend(members);
  return members === 0;
}
