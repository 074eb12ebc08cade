import { Refusal } from '../http/reply.ts';
import { isFields } from '../http/route.ts';

/** A condition on one property: `{"name": "value", "operator": "equals", "value": "sushi"}`. */
export interface Condition {
  readonly name: string;
  readonly holds: (value: unknown) => boolean;
}

type Compare = (value: unknown, operand: unknown) => boolean;

const isAny = (value: unknown, operand: unknown): boolean =>
  (Array.isArray(operand) ? operand : [operand]).some((one) =>
    Array.isArray(value) ? value.some((item) => String(item) === String(one)) : String(value) === String(one),
  );

const contains = (value: unknown, operand: unknown): boolean =>
  (Array.isArray(operand) ? operand : [operand]).some((one) =>
    textOf(value).toLowerCase().includes(String(one).toLowerCase()),
  );

const compares = (test: (value: number, operand: number) => boolean): Compare => {
  return (value, operand) => {
    const [left, right] = [numberOf(value), numberOf(operand)];
    return left !== undefined && right !== undefined && test(left, right);
  };
};

/** What is asked of a value that is there. */
const operators: Readonly<Record<string, Compare>> = {
  equals: isAny,
  not_equals: (value, operand) => !isAny(value, operand),
  contains,
  does_not_contain: (value, operand) => !contains(value, operand),
  greater_than: compares((value, operand) => value > operand),
  greater_than_equals: compares((value, operand) => value >= operand),
  greater_than_or_equal_to: compares((value, operand) => value >= operand),
  less_than: compares((value, operand) => value < operand),
  less_than_equals: compares((value, operand) => value <= operand),
  less_than_or_equal_to: compares((value, operand) => value <= operand),
  between: (value, operand) => {
    const [low, high] = boundsOf(operand);
    const number = numberOf(value);
    return number !== undefined && low !== undefined && high !== undefined && number >= low && number <= high;
  },
};

/** Reads a list of conditions. Errors: the app's refusal of one that cannot be understood. */
export function conditionsOf(list: unknown, field: string): Condition[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new Refusal(`Invalid ${field} : expected a list`);
  return list.map((item) => conditionOf(item, field));
}

function conditionOf(item: unknown, field: string): Condition {
  if (!isFields(item) || typeof item['name'] !== 'string' || item['name'] === '') {
    throw new Refusal(`Invalid ${field} : each needs a name`);
  }
  const { name, operator = 'equals', value: operand } = item;
  if (operator === 'exists' || operator === 'is_set') return { name, holds: isThere };
  if (operator === 'not_exists' || operator === 'is_not_set') return { name, holds: (value) => !isThere(value) };
  const compare = typeof operator === 'string' && Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (compare === undefined) throw new Refusal(`Invalid operator : ${String(operator)}`);
  if (operand === undefined || operand === null) throw new Refusal(`Invalid ${field} : ${name} needs a value`);
  if (operator === 'between' && boundsOf(operand).some((bound) => bound === undefined)) {
    throw new Refusal(`Invalid ${field} : between needs two numbers`);
  }
  return { name, holds: (value) => isThere(value) && compare(value, operand) };
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

function boundsOf(operand: unknown): readonly [number | undefined, number | undefined] {
  if (Array.isArray(operand)) return [numberOf(operand[0]), numberOf(operand[1])];
  return isFields(operand) ? [numberOf(operand['from']), numberOf(operand['to'])] : [undefined, undefined];
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  // Dates of properties are written so: $D_1700000000.
  const number = Number(value.replace(/^\$D_/, ''));
  return Number.isFinite(number) ? number : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
