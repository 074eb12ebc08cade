import { numberOf, textOf } from '../http/json.ts';
import { Refusal } from '../http/reply.ts';
import { isFields } from '../http/route.ts';

/** A condition on one property: `{"name": "value", "operator": "equals", "value": "sushi"}`. */
export interface Condition {
  readonly name: string;
  readonly holds: (value: unknown) => boolean;
}

/** Makes the test of a value that is there from what it is compared with. */
type Compare = (operand: unknown) => (value: unknown) => boolean;

const equals: Compare = (operand) => {
  const wanted = new Set(listOf(operand).map(textOf));
  return (value) => (Array.isArray(value) ? value.some((item) => wanted.has(textOf(item))) : wanted.has(textOf(value)));
};

const contains: Compare = (operand) => {
  const wanted = listOf(operand).map((one) => textOf(one).toLowerCase());
  return (value) => {
    const text = textOf(value).toLowerCase();
    return wanted.some((one) => text.includes(one));
  };
};

const not = (compare: Compare): Compare => {
  return (operand) => {
    const holds = compare(operand);
    return (value) => !holds(value);
  };
};

const compares = (test: (value: number, operand: number) => boolean): Compare => {
  return (operand) => {
    const right = numberOf(operand);
    return (value) => {
      const left = numberOf(value);
      return left !== undefined && right !== undefined && test(left, right);
    };
  };
};

const operators: Readonly<Record<string, Compare>> = {
  equals,
  not_equals: not(equals),
  contains,
  does_not_contain: not(contains),
  greater_than: compares((value, operand) => value > operand),
  greater_than_equals: compares((value, operand) => value >= operand),
  greater_than_or_equal_to: compares((value, operand) => value >= operand),
  less_than: compares((value, operand) => value < operand),
  less_than_equals: compares((value, operand) => value <= operand),
  less_than_or_equal_to: compares((value, operand) => value <= operand),
  between: (operand) => {
    const [low = Number.NaN, high = Number.NaN] = boundsOf(operand);
    return (value) => {
      const number = numberOf(value) ?? Number.NaN;
      return number >= low && number <= high;
    };
  },
};

// Each event is held against all of them, so a query must not be able to take minutes.
const mostConditions = 50;
const mostParts = 100;

/** Reads a list of conditions. Errors: the app's refusal of one that cannot be understood. */
export function conditionsOf(list: unknown, field: string): Condition[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new Refusal(`Invalid ${field} : expected a list`);
  if (list.length > mostConditions) throw new Refusal(`Invalid ${field} : at most ${mostConditions}`);
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
  if (compare === undefined) throw new Refusal(`Invalid operator : ${textOf(operator)}`);
  if (operand === undefined || operand === null) throw new Refusal(`Invalid ${field} : ${name} needs a value`);
  if (operator === 'between' && boundsOf(operand).some((bound) => bound === undefined)) {
    throw new Refusal(`Invalid ${field} : between needs two numbers`);
  }
  if (/contain/.test(String(operator)) && listOf(operand).length > mostParts) {
    throw new Refusal(`Invalid ${field} : ${name} has more than ${mostParts} values to look for`);
  }
  const test = compare(operand);
  return { name, holds: (value) => isThere(value) && test(value) };
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function boundsOf(operand: unknown): readonly [number | undefined, number | undefined] {
  if (Array.isArray(operand)) return [numberOf(operand[0]), numberOf(operand[1])];
  return isFields(operand) ? [numberOf(operand['from']), numberOf(operand['to'])] : [undefined, undefined];
}
