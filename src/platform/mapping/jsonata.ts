import jsonata from 'jsonata';
import { isObject, isRecord } from './compare.ts';

/** The value of a JSONata expression over the variables; undefined for any error. May run for ever: for a worker that can be killed. */
export function evaluateJsonata(expression: string, variables: unknown): unknown {
  try {
    return dataOf(jsonata(expression).evaluate(variables));
  } catch {
    // The contract: an expression that fails has no value.
    return undefined;
  }
}

/**
 * Without functions, which are no data and cannot leave the worker. What holds none is given as it is: `is` compares objects by identity.
 */
function dataOf(value: unknown): unknown {
  if (typeof value === 'function') return undefined;
  if (Array.isArray(value)) {
    const items = value.map(dataOf).filter((item) => item !== undefined);
    return 'sequence' in value || !hasSame(items, value) ? items : value;
  }
  if (!isRecord(value)) return isObject(value) && !(value instanceof Date) ? undefined : value;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  const members = Object.entries(value).map(([key, member]) => [key, dataOf(member)] as const);
  return members.every(([key, member]) => Object.is(member, value[key])) ? value : Object.fromEntries(members);
}

function hasSame(items: readonly unknown[], others: readonly unknown[]): boolean {
  return items.length === others.length && items.every((item, n) => Object.is(item, others[n]));
}
