import { type Fields, isFields } from '../http/route.ts';

/** The properties after an upload: what is not mentioned stays, `{"$add": […]}` and its like work on what there is. */
export function applied(before: Fields, change: Fields): Record<string, unknown> {
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === undefined) continue;
    const result = isFields(value) ? operated(after[name], value) : value;
    if (result === undefined) delete after[name];
    else after[name] = result;
  }
  return after;
}

function operated(before: unknown, operation: Fields): unknown {
  let value = before;
  let isOperation = false;
  for (const [operator, operand] of Object.entries(operation)) {
    const operate = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
    if (operate === undefined) continue;
    value = operate(value, operand);
    isOperation = true;
  }
  return isOperation ? value : operation;
}

const operators: Readonly<Record<string, (before: unknown, operand: unknown) => unknown>> = {
  $set: (_, operand) => operand,
  $add: (before, operand) => [...new Set([...listOf(before), ...listOf(operand)])],
  $remove: (before, operand) => {
    const gone = new Set(listOf(operand));
    return listOf(before).filter((value) => !gone.has(value));
  },
  $incr: (before, operand) => numberOf(before) + numberOf(operand),
  $decr: (before, operand) => numberOf(before) - numberOf(operand),
  $delete: () => undefined,
};

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function numberOf(value: unknown): number {
  const number = Number(value);
  return Number.isFinite(number) ? number : 0;
}
