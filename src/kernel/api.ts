import type { z } from 'zod';
import type { HttpMethod } from './http.ts';

/** What an endpoint takes, as it goes over the wire: nothing is renamed or normalised. */
export interface WireInput {
  /** Values of the path's braces. */
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Fields of a form, which the app takes as JSON too. */
  readonly form?: z.ZodObject;
  /** Parts of a multipart body; those described by `filePart` are files. */
  readonly multipart?: z.ZodObject;
}

/** Plain values of an input; `path` and `form` are enough to try any endpoint. */
export interface WireExample {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly form?: Readonly<Record<string, unknown>>;
}

/** One call of an app's own API. Actions make these calls; the app's OpenAPI document describes them. */
export interface ApiEndpoint {
  /** Below the connector's base URL: `GET /conferences/{room_id}`. */
  readonly call: `${HttpMethod} /${string}`;
  /** Key of the action that makes this call; its name, description and example are the endpoint's unless given here. */
  readonly action: string;
  /** Id of the endpoint; the action's key unless that action makes other calls too. */
  readonly id?: string;
  readonly summary?: string;
  /** Given wherever the action makes several calls, since its own then says more than this one does. */
  readonly description?: string;
  /** One of the API's groups. */
  readonly group: string;
  readonly input?: WireInput;
  /** A call that works on a freshly seeded sandbox; needed where the action's own request does not show one. */
  readonly example?: WireExample;
  /** Of success; 200 when absent. */
  readonly status?: 200 | 201;
  /** The raw body, with its wrapper; or the media types of a file. */
  readonly answer: z.ZodType | { readonly file: readonly string[] };
}

/** An app's API as it is on the wire. A connector's `api.ts` may define it; `npm run gen` writes the document. */
export interface ApiDefinition {
  /** The vendor's version of the API. */
  readonly version: string;
  /** What a reader of the document has to know before the first call. */
  readonly description: string;
  /** By name, what belongs to each. */
  readonly groups: Readonly<Record<string, string>>;
  /** The body of every refusal. */
  readonly refusal: z.ZodType;
  /** What the statuses of refusals mean. Those with a path value can answer 404, those with a body 422. */
  readonly refusals: Readonly<Record<401 | 404 | 422, string>>;
  readonly endpoints: readonly ApiEndpoint[];
}

export function defineApi(definition: ApiDefinition): ApiDefinition {
  return definition;
}
