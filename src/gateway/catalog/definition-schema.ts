import { z } from 'zod';
import type { ConnectorDefinition } from '../../kernel/connector.ts';

/** What a stored definition of an app has to be; it came from somebody's answer, perhaps to an older version of this program. */

const fields = z.record(
  z.string(),
  z.object({
    title: z.string(),
    description: z.string(),
    secret: z.boolean(),
    optional: z.boolean().exactOptional(),
    pattern: z.string().exactOptional(),
    choices: z.array(z.string()).exactOptional(),
    probe: z.boolean().exactOptional(),
    example: z.string().exactOptional(),
  }),
);

const base = {
  key: z.string().min(1),
  title: z.string(),
  fields,
  test: z
    .object({
      method: z.enum(['GET', 'POST']),
      path: z.string().startsWith('/'),
      body: z.object({ json: z.unknown() }).exactOptional(),
    })
    .exactOptional(),
};

const texts = z.record(z.string(), z.string());

const authOption = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('none') }),
  z.object({
    ...base,
    type: z.literal('api_key'),
    in: z.enum(['header', 'query']),
    name: z.string(),
    value: z.string(),
  }),
  z.object({ ...base, type: z.literal('basic'), username: z.string(), password: z.string() }),
  z.object({ ...base, type: z.literal('bearer'), token: z.string() }),
  z.object({ ...base, type: z.literal('headers'), headers: texts }),
  z.object({
    ...base,
    type: z.literal('oauth2'),
    grant: z.enum(['authorization_code', 'client_credentials', 'device_code']),
    authorizeUrl: z.url().exactOptional(),
    tokenUrl: z.url(),
    deviceUrl: z.url().exactOptional(),
    revokeUrl: z.url().exactOptional(),
    issuer: z.url().exactOptional(),
    scopes: z.array(z.object({ name: z.string(), description: z.string().exactOptional() })),
    clientAuth: z.enum(['header', 'body', 'none']).exactOptional(),
    pkce: z.boolean().exactOptional(),
    authorizeParams: texts.exactOptional(),
    tokenParams: texts.exactOptional(),
  }),
]);

export const definitionSchema: z.ZodType<ConnectorDefinition> = z.object({
  name: z.string(),
  description: z.string(),
  domains: z.array(z.string()),
  links: z.object({ docs: z.string(), homepage: z.string(), credentials: z.string().exactOptional() }),
  baseUrl: z.url(),
  origins: z.array(z.string()).exactOptional(),
  auth: z.tuple([authOption], authOption),
  limits: z.object({
    concurrency: z.int().positive(),
    perSecond: z.number().positive().exactOptional(),
    timeoutMs: z.int().positive(),
    maxResponseBytes: z.int().positive(),
  }),
  errorMessagePaths: z.array(z.string()),
  headers: texts.exactOptional(),
  query: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).exactOptional(),
  echoesCredentials: z.boolean().exactOptional(),
});
