import { z } from 'zod';

const text = z.string().max(2_000);
// Absent, null and empty are the same to the SDK.
const optional = text.nullish().transform((value) => (value === null || value === '' ? undefined : value));
const flag = z
  .union([z.boolean(), z.string()])
  .nullish()
  .transform((value) => value === true || (typeof value === 'string' && /^(1|true|yes)$/i.test(value)));

const requestId = z
  .string()
  .regex(/^[\w.~-]{1,200}$/, 'expected 1 to 200 letters, digits or . _ ~ -')
  .optional();

const target = {
  integrationKey: optional,
  integrationId: optional,
  connectorId: optional,
  connectorKey: optional,
  connectionId: optional,
  connectionKey: optional,
  intent: optional,
  name: optional,
  allowMultipleConnections: flag,
  connectionRequestId: optional,
  customState: optional,
};

type Target = { readonly [Name in keyof typeof target]: z.output<(typeof target)[Name]> };

/** By our own words: what is meant, whether it was said by id or key. */
function targetOf(given: Target) {
  const { integrationKey, integrationId, connectorId, connectorKey, connectionId, connectionKey, ...rest } = given;
  return {
    ...rest,
    integration: integrationId ?? integrationKey,
    connector: connectorId ?? connectorKey,
    connection: connectionId ?? connectionKey,
  };
}

/** What the SDK's connect() posts. Numbers in `input` are texts here, as they are in a form. */
export const payloadSchema = z
  .object({
    ...target,
    token: text,
    requestId,
    redirectUri: optional,
    authOptionKey: optional,
    input: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
      .nullish()
      .transform((value) => value ?? undefined),
  })
  .transform(({ token, requestId, redirectUri, authOptionKey, input, ...rest }) => ({
    ...targetOf(rest),
    token,
    requestId,
    redirectUri,
    authOptionKey,
    input,
  }));

/** What the SDK gives its screens, in an address or a form. */
export const screenSchema = z
  .object({
    ...target,
    token: text,
    theme: z.enum(['light', 'dark']).optional().catch(undefined),
    integration: optional,
    connection: optional,
  })
  .transform(({ token, theme, integration, connection, ...rest }) => {
    const asked = targetOf(rest);
    return {
      ...asked,
      token,
      theme,
      integration: integration ?? asked.integration,
      connection: connection ?? asked.connection,
    };
  });
