import { PorinError } from '../../kernel/errors.ts';
import type { Egress } from '../../kernel/ports/egress.ts';

/** An OpenAPI document and where it came from. */
export interface OpenapiDocument {
  readonly document: unknown;
  /** Undefined when it was given as it is. */
  readonly source: URL | undefined;
}

const maxBytes = 5_000_000;
const timeoutMs = 20_000;

/**
 * Reads what somebody gave as an OpenAPI document: an address, which is fetched, or the document.
 * Errors: `bad_request` for what is neither, or is not JSON; the egress's for what cannot be reached.
 */
export async function openapiDocument(
  egress: Pick<Egress, 'send'>,
  given: unknown,
  { tenantId, isTrusted }: { readonly tenantId: string; readonly isTrusted: boolean },
): Promise<OpenapiDocument> {
  if (typeof given === 'object' && given !== null) return { document: given, source: undefined };
  const text = typeof given === 'string' ? given.trim() : '';
  if (text.startsWith('{')) return { document: parsed(text), source: undefined };
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new PorinError('bad_request', 'input.openapi: expected the address of an OpenAPI document, or the document', {
      hint: '{"openapi": "https://api.example.com/openapi.json"}',
    });
  }
  const source = new URL(text);
  const { status, body } = await egress.send({
    method: 'GET',
    url: source,
    headers: { accept: 'application/json' },
    policy: { origins: [source.origin], allowPrivate: false, ...(isTrusted ? {} : { publicOnly: true }) },
    limits: { key: `openapi ${tenantId}`, concurrency: 2, timeoutMs, maxResponseBytes: maxBytes },
    retry: 'safe',
  });
  if (status < 200 || status > 299) {
    throw new PorinError('bad_request', `input.openapi: ${source.origin}${source.pathname} answered ${status}`, {
      hint: 'Give the address at which the document itself lies; redirects are not followed',
    });
  }
  return { document: parsed(new TextDecoder().decode(body)), source };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words would repeat a piece of the document.
    const isYaml = /^\s*(?:#.*\n\s*)*["']?(?:openapi|swagger)["']?\s*:/.test(text);
    throw new PorinError('bad_request', `input.openapi: the document is ${isYaml ? 'YAML' : 'not JSON'}`, {
      hint: 'Give it as JSON: most APIs offer /openapi.json too; or give baseUrl and auth',
    });
  }
}
