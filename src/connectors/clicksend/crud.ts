import { z } from 'zod';
import type { HttpMethod, HttpRequest, HttpResponse, QueryValue } from '../../kernel/http.ts';
import { intOf, recordOf, type Shape } from '../../kernel/shape.ts';
import { dataOf, pageFields, pageOf, pageSchema, wordsOf } from './answers.ts';

type Input<F extends z.ZodRawShape> = z.output<z.ZodObject<F, z.core.$strict>>;

/** Where a thing is found, and the inputs that say which one. */
interface Place<F extends z.ZodRawShape> {
  readonly fields: F;
  at(input: Input<F>): string;
}

/** One page of a list; inputs that are not in the address go into the query. */
export function listing<S extends z.ZodType, F extends z.ZodRawShape>({
  item,
  of,
  fields,
  at,
  query = () => ({}),
}: Place<F> & {
  readonly item: Shape<S>;
  readonly of: string;
  query?(input: Input<F>): Record<string, QueryValue>;
}) {
  const input = z.strictObject({ ...fields, ...pageFields });
  return {
    input,
    output: pageSchema(item, of),
    request(asked: z.output<typeof input>): HttpRequest {
      // The fields of the place are among those asked for.
      const place = asked as unknown as Input<F> & { page: number; limit: number };
      const { page, limit } = place;
      return { method: 'GET', path: at(place), query: { ...query(place), page, limit } };
    },
    result: (response: HttpResponse) => pageOf(item, response),
  };
}

/** One thing by its id. */
export function reading<S extends z.ZodType, F extends z.ZodRawShape>({
  item,
  fields,
  at,
}: Place<F> & { readonly item: Shape<S> }) {
  return {
    input: z.strictObject(fields),
    output: item.schema,
    request: (input: Input<F>): HttpRequest => ({ method: 'GET', path: at(input) }),
    result: (response: HttpResponse) => item.from(dataOf(response)) as z.input<S>,
  };
}

/** A thing that is made or changed: what is not in the address is the body. */
export function writing<S extends z.ZodType, F extends z.ZodRawShape, B extends z.ZodRawShape>({
  item,
  fields,
  at,
  body,
  method = 'POST',
  send = (input) => input,
}: Place<F> & {
  readonly item: Shape<S>;
  readonly body: B;
  readonly method?: HttpMethod;
  /** The body as the app wants it. */
  send?(body: Input<B>): object;
}) {
  const input = z.strictObject({ ...fields, ...body });
  return {
    input,
    output: item.schema,
    request(asked: z.output<typeof input>): HttpRequest {
      // Both halves are in one object, told apart by the names of the body.
      const all = asked as unknown as Input<F> & Input<B>;
      const inBody = Object.entries(all).filter(([name, value]) => name in body && value !== undefined);
      return { method, path: at(all), body: { json: send(Object.fromEntries(inBody) as Input<B>) } };
    },
    result: (response: HttpResponse) => item.from(dataOf(response)) as z.input<S>,
  };
}

export const okFlag = z.literal(true).describe('True: the app confirmed it; a refusal is an error instead');
const words = z.string().describe("The app's own words about it");

/** What is answered with a message only: deleted, cancelled, verified. */
export function doing<F extends z.ZodRawShape>({
  fields,
  at,
  method = 'PUT',
  body,
}: Place<F> & { readonly method?: HttpMethod; body?(input: Input<F>): object }) {
  return {
    input: z.strictObject(fields),
    output: z.object({ ok: okFlag, message: words }),
    request: (input: Input<F>): HttpRequest => ({
      method,
      path: at(input),
      ...(body === undefined ? {} : { body: { json: body(input) } }),
    }),
    result: (response: HttpResponse) => ({ ok: true as const, message: wordsOf(response) }),
  };
}

/** What is deleted. */
export const deleting = <F extends z.ZodRawShape>(place: Place<F>) => doing({ ...place, method: 'DELETE' });

/** What changes a number of things and answers how many. */
export function counting<F extends z.ZodRawShape>({
  member,
  ...place
}: Place<F> & { body?(input: Input<F>): object; readonly member: string }) {
  return {
    ...doing(place),
    output: z.object({
      count: z.int().optional().describe('How many; absent when the app does not tell'),
      message: words,
    }),
    result(response: HttpResponse) {
      const count = intOf(recordOf(dataOf(response))?.[member]);
      return { ...(count === undefined ? {} : { count }), message: wordsOf(response) };
    },
  };
}
