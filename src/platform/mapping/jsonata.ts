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

/** Without functions, which are no data and cannot leave the worker. */
function dataOf(value: unknown): unknown {
  if (typeof value === 'function') return undefined;
  if (Array.isArray(value)) return value.map(dataOf).filter((item) => item !== undefined);
  if (!isRecord(value)) return isObject(value) && !(value instanceof Date) ? undefined : value;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, dataOf(member)]));
}
