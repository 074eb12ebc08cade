import { z } from 'zod';
import { actionDetails } from './action-detail.ts';
import { PorinError } from './errors.ts';
import { connectionView } from './views.ts';

/** Shapes of the answers about integrations, connectors, search and connection requests. Times are ISO 8601 in UTC. */

const time = (what: string) => z.iso.datetime().describe(what);
const members = z.record(z.string(), z.unknown());
const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Ways to authenticate, in the contract's words. */
export const authTypes = ['oauth2', 'client-credentials'] as const;

export const authOptionView = z.object({
  key: z.string().describe('authOptionKey of a connection'),
  type: z
    .enum(authTypes)
    .describe('oauth2: the person signs in at the app; client-credentials: what the schema asks is entered'),
  title: z.string(),
  description: z.string().optional(),
  inputSchema: members.describe('JSON Schema of what the person enters; `format: password` marks secrets'),
});

export const connectionOptionView = authOptionView.extend({
  connectorParametersSchema: members.optional().describe("JSON Schema of the integration's parameters that it needs"),
  oAuthCallbackUri: z.string().optional().describe('Redirect address to register at the app'),
});

export const connectorView = z.object({
  id: z.string().describe('The same as the app'),
  key: z.string(),
  uuid: z.string(),
  name: z.string(),
  description: z.string(),
  logoUri: z.string(),
  externalAppId: z.string().optional(),
  isPublic: z.boolean().optional().describe('Comes with this gateway'),
  tenantId: z.string().optional().describe('Whose it is; absent for everybody’s'),
  isReadOnly: z.boolean().optional(),
  isKnown: z.boolean().describe('False for an app that no connector knows; connecting asks how to talk to it'),
  baseUri: z.string().optional().describe('Where its requests go; may name fields of a connection in braces'),
  version: z.string().optional(),
  docsUri: z.string().optional().describe("The vendor's own documents"),
  hasAuthTest: z.boolean().optional(),
  actionsCount: z.int().optional(),
  authOptions: z.array(authOptionView).optional(),
});

const optionsConfig = z.record(
  z.string(),
  z.object({
    disabled: z.boolean().optional().describe('Not offered'),
    parameters: z.record(z.string(), z.string()).optional().describe('For this option alone; not for secrets'),
  }),
);

export const integrationView = z.object({
  id: z.string().describe("int_…, or the app for the app's own"),
  uuid: z.string(),
  key: z.string(),
  name: z.string(),
  logoUri: z.string(),
  description: z.string().optional(),
  meta: members.optional().describe('What you keep with it'),
  connectorId: z.string().optional().describe('Absent while nobody has said how to talk to the app'),
  externalAppId: z.string(),
  appUri: z.string().optional(),
  oAuthCallbackUri: z.string().describe('Redirect address to register at the app'),
  authType: z.enum(authTypes).optional().describe('Of the option that is used when nobody says'),
  authOptions: z.array(authOptionView),
  parameters: z.record(z.string(), z.string()).optional().describe('Without secrets; for managers'),
  optionsConfig: optionsConfig.optional().describe('For managers'),
  hasMissingParameters: z.boolean().describe('An option needs parameters (clientId, clientSecret) that are not set'),
  connection: connectionView.optional().describe("The caller's connection, if there is one"),
  state: z.enum(['READY', 'CONFIGURATION_ERROR']),
  isDeactivated: z.boolean(),
  isReadOnly: z.boolean().describe('True when this token cannot change it'),
  revision: z.string(),
  createdAt: time('When it was made').optional(),
  updatedAt: time('When it last changed').optional(),
  archivedAt: time('When it was archived').optional(),
});

/** An app without a connector has no integration, so no id either. */
export const integrationItemView = integrationView.extend({ id: z.string().optional() });

export const integrationSelector = z.string().min(1).max(200).describe('Integration id or key');

/** Where the query names the integration. */
export const integrationNames = {
  id: z.string().min(1).max(200).optional().describe('Integration id'),
  key: z.string().min(1).max(200).optional().describe('Integration key'),
};

/** Errors: `bad_request` when neither is given. */
export function selectorOf({
  id,
  key,
}: {
  readonly id?: string | undefined;
  readonly key?: string | undefined;
}): string {
  const selector = id ?? key;
  if (selector !== undefined) return selector;
  throw new PorinError('bad_request', 'id: required, or key, of the integration', {
    hint: 'porin integration list shows both',
  });
}

const integrationKey = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u)
  .max(100)
  .describe('Your own name for it, unique in the workspace: letters, digits, dot, dash, underscore');

/** What may be given of an integration. */
export const integrationInput = {
  name: z.string().trim().min(1).max(200).optional().describe('What people see'),
  key: integrationKey.optional(),
  description: z.string().max(2000).nullable().optional().describe('What it is for; null removes it'),
  meta: members.nullable().optional().describe('What you keep with it, as a whole; null removes it'),
  parameters: values
    .optional()
    .describe('By name: clientId, clientSecret. Secret ones are sealed and never shown again; null removes one'),
  optionsConfig: optionsConfig.optional().describe('By key of an auth option, as a whole'),
};

/** Names under which a client says which connector it means. */
export const connectorNames = {
  connectorId: z.string().min(1).max(200).optional().describe('Connector, by id'),
  connectorKey: z.string().min(1).max(200).optional().describe('The same, by key'),
};

/** What `search` finds. */
export const elementTypes = ['connector', 'external-app', 'integration', 'action', 'connection'] as const;

export const foundView = z.object({
  elementType: z.enum(elementTypes),
  element: z
    .object({ id: z.string(), name: z.string(), description: z.string().optional() })
    .loose()
    .describe('As its own route shows it; a connector whose isKnown is false is an app that is not known yet'),
});

export const searchInput = {
  q: z.string().trim().min(1).max(200).describe('Name, key, domain or purpose'),
  elementType: z.enum(elementTypes).optional().describe('Only elements of this type'),
  detail: z.enum(actionDetails).default('schema').describe('How much of each action, as where actions are listed'),
};

/** Names under which a client says what it wants to connect. */
export const connectTarget = {
  integrationId: z.string().min(1).max(200).optional().describe('Integration to connect'),
  integrationKey: z.string().min(1).max(200).optional().describe('The same, by key'),
  ...connectorNames,
  connectorVersion: z.string().max(100).optional().describe('Accepted for compatibility'),
  connectionId: z.string().min(1).max(200).optional().describe('Existing connection to connect again'),
  connectorParameters: members.optional().describe('Accepted for compatibility'),
};

/** What a connection request asks. */
export const connectionRequestInput = {
  ...connectTarget,
  connectionKey: z.string().min(1).max(100).optional().describe('Key of the connection that comes of it'),
  name: z.string().min(1).max(200).optional().describe('Name of the connection that comes of it'),
  allowMultipleConnections: z.boolean().optional().describe('Make a further connection though there is one'),
  redirectUri: z
    .url()
    .max(2000)
    .optional()
    .describe('Where the browser goes afterwards: https, or http on this machine'),
  prompt: z.string().max(2000).optional().describe('What the person is asked for, in your words'),
};

export const requestStatuses = ['pending', 'success', 'cancelled', 'error'] as const;

export const connectionRequestView = z.object({
  requestId: z.string().describe('crq_…'),
  tenantId: z.string(),
  status: z.enum(requestStatuses),
  url: z.string().describe('The page to show to the person'),
  resultConnectionId: z.string().optional().describe('The connection that came of it'),
  resultError: z
    .object({ type: z.string().optional(), message: z.string() })
    .loose()
    .optional()
    .describe('Why nothing came of it'),
  createdAt: time('When it was made'),
  expiresAt: time('When the page stops working'),
  ...connectionRequestInput,
});
