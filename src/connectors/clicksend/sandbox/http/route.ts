import type { World } from '../../../../sandbox/definition.ts';
import type { Caller } from '../account/callers.ts';
import type { Db } from '../collections.ts';
import type { Fields } from './fields.ts';

/** What a route answers inside the envelope, or bytes as they are. */
export type Reply =
  | { readonly message: string; readonly data: unknown }
  | { readonly bytes: Uint8Array; readonly contentType: string; readonly fileName: string };

/** One request, parsed. */
export interface Call {
  readonly world: World;
  /** The data of the caller's account. */
  readonly db: Db;
  readonly caller: Caller;
  /** Values of the path's `:names`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly fields: Fields;
  /** File of a multipart body. */
  readonly file: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  /** Address and path of the request without its query, for links to other pages. */
  readonly url: string;
}

/** One endpoint below the base path. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without base path: `/sms/:message_id/cancel`. */
  readonly path: string;
  /** True when it answers without credentials. */
  readonly isPublic?: boolean;
  handle(call: Call): Reply;
}

export function get(path: string, handle: Route['handle']): Route {
  return { method: 'GET', path, handle };
}

export function post(path: string, handle: Route['handle']): Route {
  return { method: 'POST', path, handle };
}

export function put(path: string, handle: Route['handle']): Route {
  return { method: 'PUT', path, handle };
}

export function remove(path: string, handle: Route['handle']): Route {
  return { method: 'DELETE', path, handle };
}
