import type { World } from '../../../../sandbox/definition.ts';
import type { Account } from '../account.ts';
import type { Collections } from '../collections.ts';
import type { Fields } from './fields.ts';

/** What a route answers; `http/serve.ts` turns it into a response in the format that the address asks for. */
export type Reply =
  | { readonly kind: 'data'; readonly status: number; readonly body: unknown }
  | {
      readonly kind: 'bytes';
      readonly status: number;
      readonly bytes: Uint8Array;
      readonly contentType: string;
      /** Sent as `Content-Disposition: attachment; filename="…"`. */
      readonly filename: string;
      /** Sent in chunks without its length, as the service sends what it makes on the way. */
      readonly isChunked?: boolean;
    };

export interface UploadedFile {
  readonly name: string;
  /** As the part names it; empty when it does not. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** One request, parsed. */
export interface Call {
  readonly world: World;
  readonly db: Collections;
  /** Whose key came with the request. */
  readonly account: Account;
  /** Values of the path's `:names`, without format suffix. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Fields;
  /** Body fields of POST, PUT and DELETE with those of the query string under them; PHP brackets are nested objects and lists. */
  readonly fields: Fields;
  /** Parts of a multipart body that carry a file, by field name. */
  readonly files: ReadonlyMap<string, UploadedFile>;
  readonly referer: string | null;
}

/** One endpoint under the base path. Give literal paths before those with a `:name` in the same place. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Without base path: `/conferences/:room/sessions/:session`. */
  readonly path: string;
  handle(call: Call): Reply | Promise<Reply>;
}

/** 200 with a body. */
export function ok(body: unknown): Reply {
  return { kind: 'data', status: 200, body };
}

/** 201 with a body. */
export function created(body: unknown): Reply {
  return { kind: 'data', status: 201, body };
}

/** 200 with a file. */
export function download(bytes: Uint8Array, contentType: string, filename: string): Reply {
  return { kind: 'bytes', status: 200, bytes, contentType, filename };
}
