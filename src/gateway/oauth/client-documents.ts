import { PorinError } from '../../kernel/errors.ts';
import { Lru } from '../../kernel/lru.ts';
import type { Egress } from '../../kernel/ports/egress.ts';
import type { OAuthParameters } from '../../kernel/ports/oauth.ts';
import { checkedMetadata, type OAuthClient } from './clients.ts';
import { refused } from './refusals.ts';

const cachedMs = 5 * 60_000;
const maxDocuments = 1_000;
const maxDocumentBytes = 16 * 1024;
const maxIdLength = 500;

/**
 * Reads clients whose id is the https address of their metadata (OAuth Client ID Metadata Document); kept for five minutes.
 * Errors: an `invalid_client` refusal for whatever is wrong with address or document.
 */
export function createClientDocuments(egress: Egress, now: () => number): (id: string) => Promise<OAuthClient> {
  const cached = new Lru<string, { readonly client: OAuthClient; readonly until: number }>(maxDocuments);
  return async (id) => {
    const known = cached.get(id);
    if (known && known.until > now()) return known.client;
    const metadata = await fetchDocument(egress, checkedAddress(id));
    if (metadata['client_id'] !== id) throw unusable(id, 'its document names another client_id');
    const client: OAuthClient = { id, isBuiltIn: false, ...checkedMetadata(metadata, 'invalid_client') };
    cached.set(id, { client, until: now() + cachedMs });
    return client;
  };
}

function checkedAddress(id: string): URL {
  if (id.length > maxIdLength || !URL.canParse(id)) throw unusable(id, 'it is not an address');
  const url = new URL(id);
  // One spelling per client: whoever compares ids compares text.
  if (url.href !== id) throw unusable(id, `it has to be written ${url.href.slice(0, 200)}`);
  if (url.pathname === '/' || url.hash !== '' || url.username !== '' || url.password !== '')
    throw unusable(id, 'it needs a path, and neither a fragment nor a user name');
  return url;
}

async function fetchDocument(egress: Egress, url: URL): Promise<OAuthParameters> {
  const answer = await egress
    .send({
      method: 'GET',
      url,
      headers: { accept: 'application/json' },
      // Anybody may name an address here, so it must not lead inside.
      policy: { origins: [url.origin], allowPrivate: false, publicOnly: true },
      limits: {
        key: `client-document ${url.hostname}`,
        concurrency: 2,
        timeoutMs: 5_000,
        maxResponseBytes: maxDocumentBytes,
      },
      retry: 'never',
    })
    .catch((cause: unknown) => {
      throw unusable(url.href, cause instanceof PorinError ? cause.message : 'its document cannot be fetched', cause);
    });
  if (answer.status !== 200) throw unusable(url.href, `its document was answered with ${answer.status}`);
  const document = parsed(answer.body);
  if (document === undefined) throw unusable(url.href, 'its document is not a JSON object');
  return document;
}

function parsed(body: Uint8Array): OAuthParameters | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    // Not JSON is one of the ways in which a document is unusable.
    return undefined;
  }
}

function unusable(id: string, why: string, cause?: unknown): PorinError {
  return refused(
    { error: 'invalid_client', error_code: 'unusable_client_document' },
    `client_id: '${id.slice(0, 200)}' cannot be used: ${why}`,
    { hint: 'Serve the client metadata document at that very address, or register at POST /oauth/register', cause },
  );
}
