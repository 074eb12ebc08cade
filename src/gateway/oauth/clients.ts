import { newId } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';
import type { OAuthParameters } from '../../kernel/ports/oauth.ts';
import type { OAuthClientRow } from '../../kernel/ports/storage-identity.ts';
import { optionalText } from './parameters.ts';
import { redirectProblem } from './redirects.ts';
import { invalidRequest, refused } from './refusals.ts';

/** A program that may ask for authorization. All are public: they hold no secret, PKCE stands in for one. */
export interface OAuthClient {
  readonly id: string;
  readonly name: string;
  readonly isBuiltIn: boolean;
  readonly redirectUris: readonly string[];
}

export interface Clients {
  /** Errors: what keeps a client's own document from being read, as a refusal. */
  find(id: string): Promise<OAuthClient | undefined>;
  register(metadata: OAuthParameters): Promise<Readonly<Record<string, unknown>>>;
}

export interface ClientsParts {
  readonly stored: { insert(row: OAuthClientRow): Promise<void>; get(id: string): Promise<OAuthClientRow | undefined> };
  /** Reads the document of a client whose id is its address. */
  readonly fetchClient: (id: string) => Promise<OAuthClient>;
  /** Address of the page that shows a code in place of a redirect. */
  readonly codePage: () => string;
  readonly now: () => number;
}

const builtInNames: Readonly<Record<string, string>> = { 'porin-cli': 'Porin CLI', 'membrane-cli': 'Porin CLI' };
const loopbackCallbacks = ['http://127.0.0.1/callback', 'http://localhost/callback', 'http://[::1]/callback'];
const maxRedirectUris = 10;
const maxNameLength = 60;

export function createClients({ stored, fetchClient, codePage, now }: ClientsParts): Clients {
  return {
    async find(id) {
      const builtIn = Object.hasOwn(builtInNames, id) ? builtInNames[id] : undefined;
      if (builtIn !== undefined)
        return { id, name: builtIn, isBuiltIn: true, redirectUris: [...loopbackCallbacks, codePage()] };
      if (id.startsWith('https://')) return fetchClient(id);
      const row = await stored.get(id);
      return row && { id, name: row.name, isBuiltIn: false, redirectUris: row.redirectUris };
    },
    async register(metadata) {
      const { name, redirectUris } = checkedMetadata(metadata, 'invalid_redirect_uri');
      const row: OAuthClientRow = { id: newId('client'), name, redirectUris, createdAt: now() };
      await stored.insert(row);
      return {
        client_id: row.id,
        client_id_issued_at: Math.floor(row.createdAt / 1_000),
        client_name: name,
        redirect_uris: redirectUris,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      };
    },
  };
}

/** Name and redirect URIs from a client's metadata (RFC 7591 §2). Errors: refusals with the codes of RFC 7591 §3.2.2. */
export function checkedMetadata(
  metadata: OAuthParameters,
  redirectError: string,
): Pick<OAuthClient, 'name' | 'redirectUris'> {
  const method = optionalText(metadata, 'token_endpoint_auth_method') ?? 'none';
  if (method !== 'none')
    throw refused(
      { error: 'invalid_client_metadata', error_code: 'invalid_client_metadata' },
      `token_endpoint_auth_method: '${method.slice(0, 100)}' is not offered`,
      { hint: "Register as a public client: token_endpoint_auth_method 'none', with PKCE" },
    );
  const redirectUris = checkedRedirectUris(metadata['redirect_uris'], redirectError);
  const given = plainText(optionalText(metadata, 'client_name') ?? '', maxNameLength);
  return { name: given === '' ? 'A program without a name' : given, redirectUris };
}

function checkedRedirectUris(given: unknown, error: string): string[] {
  const hint = 'Give https addresses, http addresses of this machine (127.0.0.1, localhost, [::1]) or your own scheme';
  const refuse = (message: string) => refused({ error, error_code: error }, message, { hint });
  if (!Array.isArray(given) || given.length === 0) throw refuse('redirect_uris: expected a list with at least one');
  if (given.length > maxRedirectUris) throw refuse(`redirect_uris: ${given.length} given; at most ${maxRedirectUris}`);
  return given.map((uri: unknown, index) => {
    if (typeof uri !== 'string') throw refuse(`redirect_uris[${index}]: expected a text`);
    const problem = redirectProblem(uri);
    if (problem !== undefined) throw refuse(`redirect_uris[${index}]: '${uri.slice(0, 100)}' ${problem}`);
    return uri;
  });
}

/** The client that a request names. Errors: an `invalid_client` refusal. */
export async function namedClient(clients: Clients, parameters: OAuthParameters): Promise<OAuthClient> {
  const id = optionalText(parameters, 'client_id');
  if (id === undefined) throw invalidRequest('client_id: required', 'Register at POST /oauth/register for one');
  const client = await clients.find(id);
  if (client) return client;
  throw refused(
    { error: 'invalid_client', error_code: 'unknown_client' },
    `client_id: no program '${id.slice(0, 100)}' is registered here`,
    { hint: 'Register at POST /oauth/register, or use an https address of your client metadata document' },
  );
}
