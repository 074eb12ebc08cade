import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { isAddress, passedHeaders, readRawRequest } from './raw-request.ts';
import {
  answerOf,
  answerSchema,
  effectOfRequest,
  methodOrFormula,
  textOrFormula,
  valuesOrFormula,
} from './request-config.ts';
import { isRecord, savedType } from './saved-type.ts';

const request = z.strictObject({
  uri: textOrFormula,
  method: methodOrFormula.optional(),
  headers: valuesOrFormula.optional(),
  query: valuesOrFormula.optional(),
  body: z.unknown().optional(),
});

const ownMembers: ReadonlySet<string> = new Set(['request', 'allowNon2xx']);
/** Other names for the address, as other types call it. */
const otherNames = ['url', 'path'];

/** One request to any public address, without the connection's credentials. */
export default savedType({
  type: 'http-request',
  needsConnection: false,
  config: z.strictObject({ request, allowNon2xx: z.boolean().optional() }),
  /** The request may stand in the configuration itself. */
  normalise(config) {
    const { allowNon2xx, request: wrapped, ...bare } = config;
    if (wrapped !== undefined && !isRecord(wrapped)) return config;
    const strangers = Object.keys(config).filter((name) => !ownMembers.has(name));
    if (wrapped !== undefined && strangers.length > 0) return config;
    const { data, ...given } = { ...(wrapped ?? bare) };
    const written = otherNames.find((name) => typeof given[name] === 'string');
    const { [written ?? '']: uri, ...rest } = given;
    return {
      request: { ...(uri === undefined ? {} : { uri }), ...rest, ...(data === undefined ? {} : { body: data }) },
      ...(allowNon2xx === undefined ? {} : { allowNon2xx }),
    };
  },
  formulas: ['request'],
  effect: ({ request }) => effectOfRequest(request),
  outputSchema: () => {
    const schema = answerSchema();
    const headers = { type: 'object', additionalProperties: { type: 'string' } };
    return { ...schema, properties: { ...schema.properties, headers } };
  },
  compile: (_, { config, resolve }) => ({
    async request(input) {
      const resolved = await resolve(config.request, input);
      const { uri, headers, ...rest } = isRecord(resolved) ? resolved : {};
      const raw = { ...rest, path: addressOf(uri), headers: isRecord(headers) ? sentHeaders(headers) : headers };
      const built = readRawRequest(raw, 'request');
      return { ...built, anonymous: true, foreign: true, ...(config.allowNon2xx ? { anyStatus: true } : {}) };
    },
    result(response) {
      // Those who asked have no use for cookies, and the record of a run is no place for them.
      const { 'set-cookie': _, ...headers } = response.headers;
      return { ...answerOf(response), headers };
    },
  }),
});

function addressOf(uri: unknown): string {
  if (typeof uri !== 'string' || !isAddress(uri) || !URL.canParse(uri))
    throw new PorinError('bad_request', 'request.uri: expected an address that begins with https:// or http://');
  const { username, password } = new URL(uri);
  if (username !== '' || password !== '')
    throw new PorinError('bad_request', 'request.uri: an address with a user name or password in it is not sent', {
      hint: 'Put the credentials into a header',
    });
  return uri;
}

/** As for the app, but for what the author wrote for this address alone. */
function sentHeaders(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = Object.entries(headers).filter(([name]) => /^(authorization|cookie)$/i.test(name));
  return { ...passedHeaders(headers), ...Object.fromEntries(own) };
}
