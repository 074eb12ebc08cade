import { z } from 'zod';
import type { Effect } from '../../../kernel/action.ts';
import type { HttpResponse } from '../../../kernel/http.ts';
import type { JsonSchema } from '../../../kernel/json-schema.ts';
import { httpMethods } from './raw-request.ts';

const formula = z.record(z.string(), z.unknown());

/** A member whose value a formula may make. */
export const textOrFormula = z.union([z.string().min(1), formula]);

export const methodOrFormula = z.union([z.string().toUpperCase().pipe(z.enum(httpMethods)), formula]);

/** What the members of a request that hold several values may be: them by name, or a formula that makes them. */
export const valuesOrFormula = z.record(z.string(), z.unknown());

/** What a method does: one that only a formula knows may change something. */
function effectOfMethod(method: unknown): Effect {
  if (method === undefined || method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return 'read';
  return method === 'DELETE' ? 'destroy' : 'write';
}

/** Headers by which apps take another method than that of the request. */
const overriding = /^x-(http-method(-override)?|method-override)$/i;

/** The same of a whole request: one whose headers name another method may do anything. */
export function effectOfRequest({
  method,
  headers,
}: {
  readonly method?: unknown;
  readonly headers?: unknown;
}): Effect {
  const names = typeof headers === 'object' && headers !== null ? Object.keys(headers) : [];
  return names.some((name) => overriding.test(name)) ? 'destroy' : effectOfMethod(method);
}

/** What is given of an answer. */
export function answerOf({ status, body }: HttpResponse): { readonly status: number; readonly data: unknown } {
  return { status, data: body ?? null };
}

/** The schema of `answerOf`, with that of its data when the author says it. */
export function answerSchema(data: JsonSchema = {}): JsonSchema & { readonly properties: JsonSchema } {
  return {
    type: 'object',
    properties: { status: { type: 'integer', description: "The answer's HTTP status" }, data },
    required: ['status', 'data'],
  };
}
