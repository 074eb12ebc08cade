import type { HttpRequest, HttpResponse, QueryValue } from './http.ts';

/** One thing the person who connects an account is asked for. */
export interface CredentialField {
  readonly title: string;
  /** Where to find it, for somebody who has never seen it. */
  readonly description: string;
  /** Secret fields are sealed and never shown again; others (a region) are kept as they are. */
  readonly secret: boolean;
  /** Left out means required. */
  readonly optional?: boolean;
  /** A regular expression that a well-formed value matches. */
  readonly pattern?: string;
  readonly choices?: readonly string[];
  /** Of an optional field with choices: when nothing is entered, each choice is tried with the option's test, and the one that works is kept. */
  readonly probe?: boolean;
  readonly example?: string;
}

interface AuthBase {
  /** Names the option when an app has several; the first option is the default. */
  readonly key: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, CredentialField>>;
  /** A harmless request that succeeds only with valid credentials; it is made before credentials are accepted. */
  readonly test?: {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly body?: { readonly json: unknown };
  };
}

/**
 * How requests are signed. Templates name credential fields in braces: `Token {apiKey}`.
 * A new way of signing is a new member here and one strategy in gateway/auth.
 */
export type AuthOption =
  | (AuthBase & { readonly type: 'none' })
  | (AuthBase & {
      readonly type: 'api_key';
      readonly in: 'header' | 'query';
      readonly name: string;
      readonly value: string;
    })
  | (AuthBase & { readonly type: 'basic'; readonly username: string; readonly password: string })
  | (AuthBase & { readonly type: 'bearer'; readonly token: string })
  | (AuthBase & { readonly type: 'headers'; readonly headers: Readonly<Record<string, string>> })
  | OAuth2Option;

/**
 * OAuth 2: the access token is sent as a bearer. The client's id and secret are the integration's parameters `clientId` and
 * `clientSecret`, except for client credentials, where they are the connection's own fields of these names.
 */
export type OAuth2Option = AuthBase & {
  readonly type: 'oauth2';
  readonly grant: 'authorization_code' | 'client_credentials' | 'device_code';
  /** Addresses may name non-secret fields in braces. */
  readonly authorizeUrl?: string;
  readonly tokenUrl: string;
  readonly deviceUrl?: string;
  /** RFC 7009; what a disconnected account's tokens are revoked at. */
  readonly revokeUrl?: string;
  /** Compared with the answer's `iss` (RFC 9207); an answer without one is taken only where this is absent. */
  readonly issuer?: string;
  /** Asked for, and shown on the connect page. */
  readonly scopes: readonly { readonly name: string; readonly description?: string }[];
  /** `header` (Basic) when absent. */
  readonly clientAuth?: 'header' | 'body' | 'none';
  /** False only for servers that refuse PKCE. */
  readonly pkce?: boolean;
  readonly authorizeParams?: Readonly<Record<string, string>>;
  readonly tokenParams?: Readonly<Record<string, string>>;
};

export interface ConnectorLimits {
  /** Requests of one connection under way at once; more wait in line. */
  readonly concurrency: number;
  /** Requests of one connection started per second; absent: no limit. */
  readonly perSecond?: number;
  readonly timeoutMs: number;
  /** Larger answers are cut off with an error, except streamed files and the proxy. */
  readonly maxResponseBytes: number;
}

/** How to talk to an app: pure data that survives JSON. */
export interface ConnectorDefinition {
  readonly name: string;
  readonly description: string;
  /** Registrable domains by which the app is known; `ensure` matches addresses against them. */
  readonly domains: readonly string[];
  /** The vendor's own documents. */
  readonly links: { readonly docs: string; readonly homepage: string; readonly credentials?: string };
  /** Without a trailing slash; may name non-secret credential fields in braces. */
  readonly baseUrl: string;
  /** Further origins that requests may reach; `*.` matches any sub-domain. Credentials go only to the base URL's origin. */
  readonly origins?: readonly string[];
  readonly auth: readonly [AuthOption, ...AuthOption[]];
  readonly limits: ConnectorLimits;
  /** Dot paths where a refusal's message stands in the app's error body, best first. */
  readonly errorMessagePaths: readonly string[];
  /** Headers sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Keys of the actions that are asked for most, best first: the app's skill names them before others. */
  readonly popular?: readonly string[];
  /** The app answers somewhere with the credentials themselves: raw answers are asked for uncompressed, so that they can be covered. */
  readonly echoesCredentials?: boolean;
}

/** What the app said when it refused, when the status alone does not tell. */
export interface Refusal {
  readonly message: string;
  /** True when it refused the credentials, so that the connection must be renewed. */
  readonly credentials?: boolean;
  readonly details?: unknown;
}

/** What data cannot say about an app; a connector's `hooks.ts` may define some. */
export interface ConnectorHooks {
  /** Refusals that hide in a 2xx answer, or need more than a dot path to explain. Undefined: decide by status. */
  refusal?(response: HttpResponse): Refusal | undefined;
  /** What to do about a refused run, when it takes a look at the app to tell: a hint, or undefined. Its requests only read. */
  advice?(failure: Failure, call: (request: HttpRequest) => Promise<HttpResponse>): Promise<string | undefined>;
}

/** A run that the app refused. */
export interface Failure {
  readonly status: number;
  readonly message: string;
  /** As the action's schema gave it. */
  readonly input: unknown;
}

export function defineConnector(definition: ConnectorDefinition): ConnectorDefinition {
  return definition;
}

export function defineHooks(hooks: ConnectorHooks): ConnectorHooks {
  return hooks;
}
