import { z } from 'zod';
import { connectionStates, foundByIntent } from './views-intent.ts';

/** Shapes of the REST answers, shared by operations, client and OpenAPI. Times are ISO 8601 in UTC. */

const time = (what: string) => z.iso.datetime().describe(what);

export const clientActionView = z.object({
  type: z.enum(['connect', 'provide-input']).describe('What is needed: credentials, or more information'),
  description: z.string().describe('For a person'),
  uiUrl: z.url().optional().describe('A page where the person completes it'),
  agentInstructions: z.string().optional().describe('For an agent that wants to complete it itself'),
});

const connectionErrorView = z.object({
  message: z.string(),
  type: z.literal('connection'),
  data: z.object({ status: z.int() }).optional().describe("The app's HTTP status, when its answer is the reason"),
});

const integrationNames = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  logoUri: z.string(),
  connectorId: z.string(),
  externalAppId: z.string(),
});

const tenantNames = z.object({ id: z.string(), name: z.string(), internalId: z.string() });

export const connectionView = z.object({
  id: z.string().describe('con_…'),
  key: z.string().optional().describe('Your own name for it'),
  name: z.string(),
  userId: z.string().describe('The tenant, under its older name'),
  tenantId: z.string(),
  state: z.enum(connectionStates),
  connected: z.boolean(),
  disconnected: z.boolean(),
  externalAppId: z.string().optional().describe('The app; absent until it is known which one is meant'),
  connectorId: z.string().optional(),
  integrationId: z.string().optional().describe("Whose settings it uses: an integration, or the app's own"),
  connectorVersion: z.string().optional(),
  integration: integrationNames.optional().describe('The same integration by its names'),
  user: tenantNames.optional().describe('Whose it is, by its names'),
  authOptionKey: z.string().optional().describe('Which of the ways to authenticate'),
  isTest: z.boolean().describe('The same as sandbox, under its other name'),
  sandbox: z.boolean().describe("True when it talks to the app's sandbox on this machine"),
  isDeactivated: z.boolean(),
  canTest: z.boolean().describe('connection test can ask the app whether it accepts the credentials'),
  canRefreshCredentials: z.boolean().describe('Its credentials end and are renewed'),
  nextCredentialsRefreshAt: time('When its access token ends, before which it is renewed').optional(),
  clientAction: clientActionView.optional().describe('Present while the state is CLIENT_ACTION_REQUIRED'),
  notice: z
    .string()
    .optional()
    .describe(
      'What its caller should know: that given credentials were not kept because a sandbox has its own, or which app may be meant',
    ),
  error: connectionErrorView.optional().describe('Why it does not work'),
  errors: z.array(connectionErrorView).optional().describe('The same, as a list'),
  requestError: connectionErrorView.optional().describe("The app's last refusal of its credentials"),
  input: z.record(z.string(), z.string()).optional().describe('What was entered and is not secret'),
  credentials: z
    .record(z.string(), z.string())
    .optional()
    .describe('Only with includeSecrets, and only for tokens with the scope secrets:read'),
  meta: z.unknown().optional(),
  createdAt: time('When it was made'),
  updatedAt: time('When it last changed'),
  archivedAt: time('When it was archived').optional(),
});

/** Credentials, or the answer to what a connection asks for. */
export const connectionInput = z
  .union([z.string().min(1), z.record(z.string(), z.unknown())])
  .optional()
  .describe(
    'Credentials by field name, or one bare secret, checked with the app before they are accepted; or the answer to clientAction',
  );

const ownKey = z.string().min(1).max(100).nullable().optional();

/** What can be edited of a connection, with the other names that the contract has for it. */
export const connectionEdit = {
  name: z.string().min(1).max(200).optional().describe('New name'),
  key: ownKey.describe('Your own name for it, unique among yours; null clears it'),
  connectionKey: ownKey.describe('The same as key, under its other name'),
  meta: z.unknown().optional().describe('Anything of yours that is kept with it'),
  authOptionKey: z.string().optional().describe('Which of the ways to authenticate, when the app has several'),
  integrationId: z.string().optional().describe('Integration whose settings it uses'),
  integrationKey: z.string().optional().describe('The same, by key'),
  externalAppId: z.string().optional().describe('App, for a new connection'),
  connectorId: z.string().optional().describe('The same as externalAppId'),
  connectorKey: z.string().optional().describe('The same as externalAppId'),
  connectorVersion: z.string().optional().describe('Accepted for compatibility'),
  connectorParameters: z.unknown().optional().describe('Accepted for compatibility; integrations hold them'),
  input: connectionInput,
  credentials: z.record(z.string(), z.unknown()).optional().describe('The same as input, under its other name'),
};

type ConnectionEditBody = z.output<z.ZodObject<typeof connectionEdit>>;

/** The edit without its second names. */
export function readConnectionEdit(body: ConnectionEditBody) {
  const { name, key, connectionKey, meta, authOptionKey, integrationId, integrationKey, input, credentials } = body;
  return {
    name,
    key: key === undefined ? connectionKey : key,
    meta,
    authOptionKey,
    integration: integrationId ?? integrationKey,
    input: input ?? credentials,
  };
}

export const connectionTestView = z.object({
  success: z.boolean().describe('True when the app accepts the credentials'),
  error: connectionErrorView.optional().describe('Why it does not, or could not be asked'),
});

const jsonSchema = z.record(z.string(), z.unknown());

export const effects = ['read', 'write', 'destroy'] as const;

export const actionView = z.object({
  id: z.string().describe("<app>.<key> of a connector's own, act_… of a saved one"),
  uuid: z.string().describe('The same as id'),
  key: z.string(),
  name: z.string(),
  description: z.string(),
  effect: z.enum(effects).describe('Reads, changes, or does what cannot be undone'),
  externalAppId: z.string().optional().describe('Absent for one that works on no app'),
  integrationId: z
    .string()
    .optional()
    .describe("Whose it is: an integration, or the app's own; absent for everybody's"),
  integration: integrationNames.optional().describe('The same integration by its names'),
  connectionId: z.string().optional(),
  type: z.string().describe("What it is made of; connector-operation for a connector's own"),
  config: z.record(z.string(), z.unknown()).optional().describe('Its request, code or operation'),
  layer: z
    .enum(['universal', 'integration', 'connection'])
    .describe('Whose: everybody’s, an integration’s, a connection’s'),
  isUniversal: z.boolean(),
  isPublic: z.boolean().describe("A connector's own"),
  isReadOnly: z.boolean().describe("A connector's own cannot be changed, only customised elsewhere"),
  isCustomized: z.boolean().describe('No longer as its parent'),
  isDeactivated: z.boolean(),
  state: z
    .enum(['READY', 'CONFIGURATION_ERROR'])
    .describe('CONFIGURATION_ERROR: what it is made of is gone, errors say what'),
  errors: z.array(z.object({ type: z.literal('configuration'), message: z.string() })).optional(),
  instanceKey: z.string().optional(),
  parentId: z.string().optional().describe('The action that it was made from'),
  parent: z.object({ id: z.string(), key: z.string(), name: z.string() }).optional().describe('The same by its names'),
  universalParentId: z.string().optional().describe('The same, when that is on the universal layer'),
  userId: z.string().optional().describe('The tenant, under its older name'),
  tenantId: z.string().optional().describe('Whose connection it is on'),
  user: tenantNames.optional().describe('The same, by its names'),
  appliedToIntegrations: z
    .array(
      z.object({
        element: z.object({
          id: z.string(),
          key: z.string(),
          name: z.string(),
          integrationId: z.string(),
          parentId: z.string(),
        }),
        integration: integrationNames,
      }),
    )
    .optional()
    .describe('Of a universal one: the copies of it on integrations'),
  outputMapping: z.unknown().optional(),
  customOutputSchema: jsonSchema.optional(),
  defaultOutputSchema: jsonSchema.optional().describe('JSON Schema of what it gives before the output mapping'),
  transformedOutputSchema: jsonSchema
    .optional()
    .describe('JSON Schema of what the output mapping makes, when that is known'),
  meta: z.unknown().optional(),
  revision: z.string().optional(),
  createdAt: time('When it was saved').optional(),
  updatedAt: time('When it last changed').optional(),
  archivedAt: time('When it was archived').optional(),
  inputSchema: jsonSchema.describe('JSON Schema 2020-12 of the input'),
  outputSchema: jsonSchema.describe('JSON Schema 2020-12 of the output'),
  warnings: z
    .array(z.string())
    .optional()
    .describe('Of a change: what may not be meant, such as a misspelt operator, or an action whose place it takes'),
  example: z.object({ input: z.unknown() }).optional().describe("A run of a connector's own that works on its sandbox"),
  trigger: z
    .object({
      cursor: z.string().describe("Input that takes the last answer's cursor; left out to begin"),
      items: z.string().describe('Output with the new items, each of them once'),
      next: z.string().describe('Output with the next cursor'),
      more: z.string().describe('Output that says to ask again at once'),
      id: z.string().describe('Member that tells one item from all others'),
    })
    .optional()
    .describe('How to ask it again and again for what is new, by names of its input and output'),
  previewInput: z
    .string()
    .optional()
    .describe(
      'Boolean input that, when true, makes a run only tell what it would do; a token that may only read may run it so',
    ),
  toolName: z.string().optional().describe("What a connector's own is called among the tools of many apps"),
  ...foundByIntent,
  isCharged: z.boolean().optional().describe('True when the app charges for each run of it'),
});

export const runAnswerView = z.object({
  output: z.unknown().optional().describe("The action's result"),
  actionRunId: z.string().optional().describe('run_…; action-run-log get shows it. Absent for a dry run'),
});

export const runStatuses = ['running', 'success', 'error', 'unknown'] as const;

export const runView = z.object({
  id: z.string().describe('run_…'),
  name: z.string().describe("The action's key"),
  status: z.enum(runStatuses).describe('unknown: the request left and no whole answer came back'),
  actionId: z.string(),
  integrationId: z.string(),
  universalActionId: z.string().optional().describe('The action, when it is on the universal layer'),
  integrationActionId: z.string().describe('The action, when it is an integration’s or a connector’s own; else empty'),
  connectionActionId: z.string().optional().describe("The action, when it is a connection's"),
  action: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What was asked for, as POST /act takes it, with id and name of the action'),
  meta: z.unknown().optional().describe("The caller's notes"),
  connectionId: z.string().describe('Empty for a run on no connection'),
  userId: z.string(),
  tenantId: z.string(),
  externalAppId: z.string(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  details: z.unknown().optional().describe('The upstream requests and answers, redacted'),
  createdAt: time('When it began'),
  completedAt: time('When it ended').optional(),
  duration: z.number().optional().describe('Milliseconds'),
});

export const appView = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  description: z.string(),
  appUri: z.string(),
  domains: z.array(z.string()),
  defaultConnectorId: z.string().optional().describe('Absent while nobody has said how to talk to it'),
  tenantId: z.string().optional().describe('Whose it is; absent for everybody’s'),
  sandbox: z.object({ url: z.string() }).optional().describe('Its sandbox on this machine'),
});

export const sandboxView = z.object({
  app: z.string(),
  url: z.string().describe("The app's base URL on this machine"),
  credentials: z.record(z.string(), z.string()),
  controlUrl: z.string().optional().describe('Where /_sandbox/… answers; for the owner alone'),
  controlToken: z.string().optional().describe('Header x-sandbox-token of requests there; for the owner alone'),
});

export const fileRefView = z.object({
  file: z.string().describe('file_…; accepted wherever an action takes a file'),
  name: z.string(),
  contentType: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
});

/** One page of a list; no cursor on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), cursor: z.string().optional() });
}

/** Input fields of every list. */
export const paging = {
  limit: z.int().min(1).max(1000).default(100).describe('Page size'),
  cursor: z.string().optional().describe('From the page before'),
};
