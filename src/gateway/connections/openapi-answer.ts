import { PorinError } from '../../kernel/errors.ts';
import type { Egress } from '../../kernel/ports/egress.ts';
import { authKinds } from './definition-answer.ts';
import { openapiDocument } from './openapi-document.ts';
import { type OpenapiFacts, readOpenapi } from './openapi-facts.ts';

/** The answer, with what an OpenAPI document says where it says nothing itself. */
export async function withDocument(
  egress: Pick<Egress, 'send'>,
  input: Readonly<Record<string, unknown>>,
  who: { readonly tenantId: string; readonly isTrusted: boolean },
): Promise<{ full: Readonly<Record<string, unknown>>; source: URL | undefined }> {
  if (input['openapi'] === undefined) return { full: input, source: undefined };
  const { document, source } = await openapiDocument(egress, input['openapi'], who);
  const facts = readOpenapi(document, source);
  const isUsable = (url: string) => who.isTrusted || url.startsWith('https:');
  const baseUrl = input['baseUrl'] ?? theOne('baseUrl', facts.baseUrls.filter(isUsable));
  const auth = input['auth'] === undefined ? schemeOf(facts, input['securityScheme']) : {};
  return { full: { ...auth, ...input, baseUrl }, source };
}

function schemeOf(facts: OpenapiFacts, wanted: unknown): Readonly<Record<string, unknown>> {
  const names = Object.keys(facts.schemes);
  if (names.length === 0 && facts.unsupported.length === 0) return { auth: 'none' };
  if (names.length === 0) {
    throw new PorinError(
      'bad_request',
      `input.auth: the document asks for ${facts.unsupported.join(', ')}, which is not known here`,
      {
        hint: `Give auth yourself: one of ${authKinds.join(', ')}`,
      },
    );
  }
  const name =
    typeof wanted === 'string' && Object.hasOwn(facts.schemes, wanted) ? wanted : theOne('securityScheme', names);
  return facts.schemes[name] ?? {};
}

/** Errors: `bad_request` that lists the choices when there are several. */
function theOne(field: string, choices: readonly string[]): string {
  const [only, ...others] = choices;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    throw new PorinError('bad_request', `input.${field}: required, the document names none that can be used`, {
      hint: `Give ${field} beside openapi`,
    });
  }
  throw new PorinError('bad_request', `input.${field}: the document names several: ${choices.join(', ')}`, {
    hint: `Send the answer again with ${field}`,
    details: { field: `input.${field}`, choices },
  });
}
