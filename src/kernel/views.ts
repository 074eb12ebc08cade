import { z } from 'zod';

/** Shapes of the REST answers, shared by operations, client and OpenAPI. Times are ISO 8601 in UTC. */

const time = (what: string) => z.iso.datetime().describe(what);

export const clientActionView = z.object({
  type: z.enum(['connect', 'provide-input']).describe('What is needed: credentials, or more information'),
  description: z.string().describe('For a person'),
  uiUrl: z.url().optional().describe('A page where the person completes it'),
  agentInstructions: z.string().optional().describe('For an agent that wants to complete it itself'),
});

export const connectionStates = [
  'BUILDING',
  'CLIENT_ACTION_REQUIRED',
  'READY',
  'CONFIGURATION_ERROR',
  'SETUP_FAILED',
  'DISCONNECTING',
] as const;

export const connectionView = z.object({
  id: z.string().describe('con_…'),
  key: z.string().optional().describe('Your own name for it'),
  name: z.string(),
  userId: z.string().describe('The tenant, under its older name'),
  tenantId: z.string(),
  state: z.enum(connectionStates),
  connected: z.boolean(),
  disconnected: z.boolean(),
  externalAppId: z.string().describe('The app'),
  connectorId: z.string(),
  integrationId: z.string(),
  authOptionKey: z.string(),
  sandbox: z.boolean().describe("True when it talks to the app's sandbox on this machine"),
  clientAction: clientActionView.optional().describe('Present while the state is CLIENT_ACTION_REQUIRED'),
  error: z.object({ message: z.string() }).optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
  meta: z.unknown().optional(),
  createdAt: time('When it was made'),
  updatedAt: time('When it last changed'),
  archivedAt: time('When it was archived').optional(),
});

const jsonSchema = z.record(z.string(), z.unknown());

export const effects = ['read', 'write', 'destroy'] as const;

export const actionView = z.object({
  id: z.string().describe('<app>.<key>'),
  key: z.string(),
  name: z.string(),
  description: z.string(),
  effect: z.enum(effects).describe('Reads, changes, or does what cannot be undone'),
  externalAppId: z.string(),
  integrationId: z.string(),
  connectionId: z.string().optional(),
  inputSchema: jsonSchema.describe('JSON Schema 2020-12 of the input'),
  outputSchema: jsonSchema.describe('JSON Schema 2020-12 of the output'),
  score: z.number().optional().describe('How well it fits the intent; higher is better'),
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
  integrationActionId: z.string(),
  connectionId: z.string(),
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
