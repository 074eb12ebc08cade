import type { Effect } from './action.ts';

/** A handle to bytes that the gateway holds for a short time; its content is at `GET /files/{file}`. */
export interface FileRef {
  /** `file_…`; accepted wherever an action takes a file. */
  readonly file: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Hex digest of the content. */
  readonly sha256: string;
}

export type QueryValue = string | number | boolean | undefined;

/** One text field or file of a multipart body. */
export type MultipartPart =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly file: FileRef };

/** What an upstream request carries; the engine encodes it. */
export type HttpBody =
  | { readonly json: unknown }
  /** Form-urlencoded; nested objects and arrays in PHP brackets (`settings[a]=1`, `list[0][email]=…`); undefined members are left out. */
  | { readonly form: Readonly<Record<string, unknown>> }
  | { readonly multipart: readonly MultipartPart[] }
  | { readonly text: string; readonly contentType: string };

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';

/** A request to an app, before credentials. Built by pure functions, so it can be previewed. */
export interface HttpRequest {
  readonly method: HttpMethod;
  /** Relative to the connector's base URL, beginning with `/`; use `path` for values that need escaping. */
  readonly path: string;
  /** An absolute address in place of `path` (a signed download link); its origin must be one of the connector's. */
  readonly url?: string;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** How the answer's body is given: `json` parses when it can (default), `file` streams it into a file handle. */
  readonly responseType?: 'json' | 'text' | 'file';
  /** Name of the file for `responseType: 'file'` when the app gives none. */
  readonly fileName?: string;
  /** Send without credentials, for links that carry their own signature. */
  readonly anonymous?: boolean;
  /** Give the answer whatever its status is, except when the credentials are refused. */
  readonly anyStatus?: boolean;
  /** For code, which judges statuses itself: refused credentials are answered too, and looked after when the run has ended. */
  readonly forCode?: boolean;
  /** What this one request does, where that is known better than what its action does: a reading call of code that may write. */
  readonly effect?: Effect;
  /** `url` may be any public address, not the app's alone; only ever sent `anonymous`. */
  readonly foreign?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names; several values joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, text, or a `FileRef`, as `responseType` asked; an empty body is undefined. */
  readonly body: unknown;
}

/** Builds a path with every value percent-encoded: path`/conferences/${id}/tokens`. */
export function path(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return strings.reduce((built, text, index) => built + encodeURIComponent(String(values[index - 1])) + text);
}
