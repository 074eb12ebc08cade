import { numberOf } from '../http/json.ts';
import { type Fields, isFields } from '../http/route.ts';

/** The properties after an upload: what is not mentioned stays, `{"$add": […]}` and its like work on what there is. */
export function applied(before: Fields, change: Fields): Record<string, unknown> {
  const after = ownFields(before);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined) continue;
    const result = isOperation(value) ? operated(after[name], value) : value;
    if (result === undefined) delete after[name];
    else after[name] = result;
  }
  return after;
}

/** A copy that takes any name for a property, `__proto__` too. */
function ownFields(before: Fields): Record<string, unknown> {
  return Object.assign(Object.create(null), before);
}

/** Whether a value is a change of what there is. */
export function isOperation(value: unknown): value is Fields {
  return isFields(value) && Object.keys(value).some((name) => Object.hasOwn(operators, name));
}

function operated(before: unknown, operation: Fields): unknown {
  let value = before;
  for (const [operator, operand] of Object.entries(operation)) {
    if (Object.hasOwn(operators, operator)) value = operators[operator]?.(value, operand);
  }
  return value;
}

/** The oldest go when there are more. */
const mostListed = 100;

const operators: Readonly<Record<string, (before: unknown, operand: unknown) => unknown>> = {
  $set: (_, operand) => operand,
  $add: (before, operand) => [...new Set([...listOf(before), ...listOf(operand)])].slice(-mostListed),
  $remove: (before, operand) => {
    const gone = new Set(listOf(operand));
    return listOf(before).filter((value) => !gone.has(value));
  },
  $incr: (before, operand) => (numberOf(before) ?? 0) + (numberOf(operand) ?? 0),
  $decr: (before, operand) => (numberOf(before) ?? 0) - (numberOf(operand) ?? 0),
  $delete: () => undefined,
};

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
