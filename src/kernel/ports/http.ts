import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './identity.ts';

/**
 * Recognises a caller. `resource` is what the token must be for (RFC 8707) when it was issued for one: the REST API when absent.
 * Errors: `not_authenticated`; `unavailable` when the keys that it is signed with cannot be had.
 */
export type Authenticate = (token: string | undefined, resource?: string) => Caller | Promise<Caller>;

/**
 * Passes a raw request on to the app of a connection and its answer back, both as streams.
 * `rest` is what follows `/proxy/` in the request's URL, with its query: a path below the app's base URL, or a full URL of the app.
 * Errors: before the first byte of the answer, so that the caller can still answer with one.
 */
export type RawProxy = (
  caller: Caller,
  selector: string,
  rest: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;
