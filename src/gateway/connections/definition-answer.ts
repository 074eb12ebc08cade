import { z } from 'zod';
import type { AuthOption, ConnectorDefinition, CredentialField } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import { describeIssues, type Issue, issuesOf, nearestName } from '../../kernel/issues.ts';
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
type Needed = 'headerName' | 'paramName' | 'authorizeUrl' | 'tokenUrl';

/** What a way to authenticate needs beside itself. */
const neededBy: Partial<Record<Answer['auth'], readonly Needed[]>> = {
  api_key_header: ['headerName'],
  api_key_query: ['paramName'],
  oauth2: ['authorizeUrl', 'tokenUrl'],
};

const asked: Readonly<Record<Needed, string>> = {
  headerName: 'enter the name of the header, such as X-Api-Key',
  paramName: 'enter the name of the parameter, such as api_key',
  authorizeUrl: 'enter the address where people sign in',
  tokenUrl: 'enter the address where codes become tokens',
};

/**
 * Reads the answer to how one talks to an app. `isTrusted`: the operator's word, which may name private addresses.
 * Errors: `bad_request` naming the field.
 */
export function readDefinitionAnswer(
  input: Readonly<Record<string, unknown>>,
  app: Pick<AppRow, 'name' | 'host' | 'path' | 'url'>,
  { isTrusted }: { readonly isTrusted: boolean },
): DefinitionAnswer {
  const answer = checkedAnswer(input, isTrusted);
  const option = optionOf(answer);
  const definition: ConnectorDefinition = {
    name: app.name,
    description: `${app.name}, an app that was added by its address`,
    domains: app.host === '' ? [] : [app.path === '' ? app.host : `${app.host}/${app.path}`],
    links: { docs: app.url, homepage: app.url },
    baseUrl: new URL(answer.baseUrl).href.replace(/[?#].*$/, '').replace(/\/+$/, ''),
    auth: [option],
    limits: { concurrency: 4, timeoutMs: 60_000, maxResponseBytes: 30 * 1024 * 1024 },
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

/** Everything that is wrong is told at once. */
function checkedAnswer(input: Readonly<Record<string, unknown>>, isTrusted: boolean): Answer {
  const parsed = answerSchema.safeParse(input);
  const found = parsed.success ? [] : issuesOf(parsed.error, answerSchema, input);
  const isKnown = (name: string) => found.some(({ path }) => path === name);
  const needed = Object.entries(neededBy).find(([auth]) => auth === input['auth'])?.[1] ?? [];
  const missing = needed.filter((name) => !isKnown(name) && input[name] === undefined);
  const addresses = ['baseUrl', ...needed.filter((name) => name.endsWith('Url'))];
  const wrong = addresses.flatMap((name) => {
    const given = input[name];
    const message = typeof given !== 'string' || isKnown(name) ? undefined : wrongAddress(given, isTrusted);
    return message === undefined ? [] : [{ path: name, expected: 'an https address', message }];
  });
  const needs = missing.map((name) => ({ path: name, expected: 'string', message: asked[name] }));
  if (parsed.success && needs.length + wrong.length === 0) return parsed.data;
  const issues: readonly Issue[] = [...wrong, ...found, ...needs].map((issue) => ({
    ...issue,
    path: `input.${issue.path}`,
  }));
  const hint = wrong.length === 0 ? {} : { hint: 'Give an address like https://api.example.com/v1' };
  throw new PorinError('bad_request', describeIssues(issues), { ...hint, details: { issues } });
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

/** Of an answer in which nothing is missing. */
function optionOf(answer: Answer): AuthOption {
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
      return { ...base, ...apiKey, in: 'header', name: answer.headerName ?? '', value };
    }
    case 'api_key_query':
      return { ...base, ...apiKey, in: 'query', name: answer.paramName ?? '', value: '{apiKey}' };
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
        authorizeUrl: new URL(answer.authorizeUrl ?? '').href,
        tokenUrl: new URL(answer.tokenUrl ?? '').href,
        scopes: scopesOf(answer.scopes).map((name) => ({ name })),
      };
  }
}

const apiKey = { title: 'API key', type: 'api_key', fields: { apiKey: secret('API key') } } as const;

function secret(title: string): CredentialField {
  // `API` is no word that begins with a capital.
  const name = /^[A-Z][a-z]/.test(title) ? title.toLowerCase() : title;
  return { title, description: `The ${name} that the app gave you`, secret: true };
}

function scopesOf(given: Answer['scopes']): readonly string[] {
  return typeof given === 'string' ? given.split(/[\s,]+/).filter((scope) => scope !== '') : (given ?? []);
}

/** What is wrong with an address that credentials will be sent to; undefined for a good one. */
function wrongAddress(given: string, isTrusted: boolean): string | undefined {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'expected an address that begins with https://';
  if (url.username !== '' || url.password !== '') return 'an address with a user or password is not taken';
  if (/[{}]|%7[bd]/i.test(given)) return 'braces are not filled in; give the address as it is used';
  if (isTrusted) return undefined;
  if (url.protocol !== 'https:') return 'expected https://; http would send the credentials in the clear';
  return isPublicName(url.hostname) ? undefined : `${url.hostname} is not a public address`;
}
