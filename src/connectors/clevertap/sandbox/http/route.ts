import type { World } from '../../../../sandbox/definition.ts';
import { Refusal, type Reply } from './reply.ts';

/** One request to an endpoint. */
export interface Call {
  readonly world: World;
  readonly query: URLSearchParams;
  /** The query as it was sent, for values that must not be decoded twice. */
  readonly rawQuery: string;
  /** The JSON body; undefined without one. */
  readonly body: unknown;
}

export type Handler = (call: Call) => Reply;

/** An endpoint below the base path: `events.json`. */
export interface Route {
  readonly path: string;
  readonly methods: Readonly<Partial<Record<'GET' | 'POST', Handler>>>;
  /** How many requests of an account it takes at once; 3 when absent. */
  readonly concurrency?: number;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as an object. Errors: the app's refusal of anything else. */
export function fieldsOf({ body }: Call): Fields {
  if (body === undefined) return {};
  if (isFields(body)) return body;
  throw new Refusal('Malformed request. Expected a JSON object', { status: 400 });
}
