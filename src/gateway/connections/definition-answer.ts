import { z } from 'zod';
import type { AuthOption, ConnectorDefinition, CredentialField } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import { describeIssues, issuesOf, nearestName } from '../../kernel/issues.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import { isPublicName } from '../catalog/app-address.ts';

/** How to talk to an app, as somebody said it, with what was said beside it. */
export interface DefinitionAnswer {
  readonly definition: ConnectorDefinition;
  /** The OAuth client that was given along. */
  readonly client: Readonly<Record<'clientId' | 'clientSecret', string | undefined>>;
  /** Credentials that were given along; empty without. */
  readonly credentials: Readonly<Record<string, unknown>>;
}

export const authKinds = ['none', 'bearer', 'api_key_header', 'api_key_query', 'basic', 'oauth2'] as const;

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const text = z.string().min(1).max(2_000);

const answerSchema = z.looseObject({
  baseUrl: text,
  auth: z.enum(authKinds),
  headerName: text.regex(headerName, 'expected the name of a header, such as X-Api-Key').optional(),
  prefix: text.regex(/^[\x20-\x7a|~]+$/, 'expected a word such as Token').optional(),
  paramName: text.optional(),
  authorizeUrl: text.optional(),
  tokenUrl: text.optional(),
  scopes: z.union([z.array(z.string()), z.string()]).optional(),
  clientId: text.optional(),
  clientSecret: text.optional(),
  testPath: text.startsWith('/', 'expected a path such as /me').optional(),
});

type Answer = z.output<typeof answerSchema>;

/**
 * Reads the answer to how one talks to an app. `isTrusted`: the operator's word, which may name private addresses.
 * Errors: `bad_request` naming the field.
 */
export function readDefinitionAnswer(
  input: Readonly<Record<string, unknown>>,
  app: Pick<AppRow, 'name' | 'host' | 'path' | 'url'>,
  { isTrusted }: { readonly isTrusted: boolean },
): DefinitionAnswer {
  const parsed = answerSchema.safeParse(input);
  if (!parsed.success) {
    const issues = issuesOf(parsed.error, answerSchema, input).map((issue) => ({
      ...issue,
      path: `input.${issue.path}`,
    }));
    throw new PorinError('bad_request', describeIssues(issues), { details: { issues } });
  }
  const answer = parsed.data;
  const address = (name: 'baseUrl' | 'authorizeUrl' | 'tokenUrl') =>
    checkedUrl(name, required(answer, name), isTrusted);
  const option = optionOf(answer, address);
  const definition: ConnectorDefinition = {
    name: app.name,
    description: `${app.name}, an app that was added by its address`,
    domains: app.host === '' ? [] : [app.path === '' ? app.host : `${app.host}/${app.path}`],
    links: { docs: app.url, homepage: app.url },
    baseUrl: address('baseUrl')
      .replace(/[?#].*$/, '')
      .replace(/\/+$/, ''),
    auth: [option],
    limits: { concurrency: 4, timeoutMs: 30_000, maxResponseBytes: 10_000_000 },
    errorMessagePaths: [
      'error.message',
      'message',
      'error_description',
      'errors.0.message',
      'detail',
      'title',
      'error',
    ],
  };
  const known = new Set([...Object.keys(answerSchema.shape), 'openapi', 'securityScheme']);
  const credentials = Object.fromEntries(Object.entries(input).filter(([name]) => !known.has(name)));
  refuseStrangers(credentials, option, known);
  return { definition, client: { clientId: answer.clientId, clientSecret: answer.clientSecret }, credentials };
}

function refuseStrangers(credentials: Readonly<Record<string, unknown>>, option: AuthOption, known: Iterable<string>) {
  const fields = Object.keys(option.fields);
  for (const name of Object.keys(credentials)) {
    if (fields.includes(name)) continue;
    const nearest = nearestName(name, [...known, ...fields]);
    const expected = fields.length === 0 ? 'no credentials are expected' : `the credentials are ${fields.join(', ')}`;
    const meant = nearest === undefined ? `; ${expected}` : `, did you mean ${nearest}?`;
    throw new PorinError('bad_request', `input.${name.slice(0, 60)}: unknown field${meant}`);
  }
}

function optionOf(answer: Answer, address: (name: 'authorizeUrl' | 'tokenUrl') => string): AuthOption {
  const base = {
    key: answer.auth,
    fields: {},
    ...(answer.testPath === undefined ? {} : { test: { method: 'GET' as const, path: answer.testPath } }),
  };
  switch (answer.auth) {
    case 'none':
      return { ...base, title: 'No credentials', type: 'none' };
    case 'bearer':
      return { ...base, title: 'Token', type: 'bearer', token: '{token}', fields: { token: secret('Token') } };
    case 'api_key_header': {
      const value = answer.prefix === undefined ? '{apiKey}' : `${answer.prefix.trim()} {apiKey}`;
      return { ...base, ...apiKey, in: 'header', name: required(answer, 'headerName'), value };
    }
    case 'api_key_query':
      return { ...base, ...apiKey, in: 'query', name: required(answer, 'paramName'), value: '{apiKey}' };
    case 'basic':
      return {
        ...base,
        title: 'User name and password',
        type: 'basic',
        username: '{username}',
        password: '{password}',
        // Some apps take an API key in place of the user name.
        fields: { username: secret('User name'), password: secret('Password') },
      };
    case 'oauth2':
      return {
        ...base,
        title: 'Sign in',
        type: 'oauth2',
        grant: 'authorization_code',
        authorizeUrl: address('authorizeUrl'),
        tokenUrl: address('tokenUrl'),
        scopes: scopesOf(answer.scopes).map((name) => ({ name })),
      };
  }
}

const apiKey = { title: 'API key', type: 'api_key', fields: { apiKey: secret('API key') } } as const;

function secret(title: string): CredentialField {
  return { title, description: `The ${title.toLowerCase()} that the app gave you`, secret: true };
}

function scopesOf(given: Answer['scopes']): readonly string[] {
  return typeof given === 'string' ? given.split(/[\s,]+/).filter((scope) => scope !== '') : (given ?? []);
}

function required(answer: Answer, name: keyof typeof answerSchema.shape): string {
  const value = answer[name];
  if (typeof value === 'string') return value;
  throw new PorinError('bad_request', `input.${name}: required with auth ${answer.auth}`);
}

function checkedUrl(name: string, given: string, isTrusted: boolean): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const refuse = (why: string) =>
    new PorinError('bad_request', `input.${name}: ${why}`, { hint: `Give it like https://api.example.com/v1` });
  if (!url || !/^https?:$/.test(url.protocol)) throw refuse('expected an address that begins with https://');
  if (url.username !== '' || url.password !== '') throw refuse('an address with a user or password is not taken');
  if (/[{}]|%7[bd]/i.test(given)) throw refuse('braces are not filled in; give the address as it is used');
  if (isTrusted) return url.href;
  if (url.protocol !== 'https:') throw refuse('expected https://; http would send the credentials in the clear');
  if (!isPublicName(url.hostname)) throw refuse(`${url.hostname} is not a public address`);
  return url.href;
}
