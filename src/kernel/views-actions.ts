import { z } from 'zod';
import { actionLayers, actionTypes } from './ports/storage-actions.ts';

/** Shapes of saved actions and of the log of calls to apps, as REST shows them. */

const jsonSchema = z.record(z.string(), z.unknown());

/** What tells actions with one key apart. */
export const actionScope = {
  layer: z.enum(actionLayers).optional().describe('Whose: everybody’s, an integration’s, a connection’s'),
  connectionId: z.string().optional().describe('The action of this connection (id or key)'),
  connectionKey: z.string().optional().describe('The same, by key'),
  integrationId: z.string().optional().describe('The action of this integration (id or key)'),
  integrationKey: z.string().optional().describe('The same, by key'),
  instanceKey: z.string().min(1).max(100).optional().describe('Tells instances of one action apart'),
};

/** What can be edited of an action. */
export const actionEdit = {
  name: z.string().min(1).max(200).optional().describe('Name, for people'),
  key: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'expected letters, digits, - _ and ., at most 100')
    .optional()
    .describe('Its own name in commands; made from the name when absent'),
  description: z.string().max(10_000).nullable().optional().describe('What it does, for people and agents'),
  type: z
    .string()
    .max(100)
    .optional()
    .describe(`What it is made of: ${actionTypes.join(', ')}`),
  config: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What it does: a request, code, or the operation of a connector; its members depend on the type'),
  inputSchema: jsonSchema.nullable().optional().describe('JSON Schema of its input'),
  outputMapping: z.unknown().optional().describe('Formulas that make the output from what the action gives'),
  customOutputSchema: jsonSchema.nullable().optional().describe('JSON Schema of the mapped output'),
  effect: z
    .enum(['read', 'write', 'destroy'])
    .nullable()
    .optional()
    .describe('Whether it reads, changes or destroys; found out from its request when absent'),
  meta: z.unknown().optional().describe('Anything of yours that is kept with it'),
  isDeactivated: z.boolean().optional().describe('Refuses to run while true'),
};

export const apiLogView = z.object({
  id: z.string().describe('log_…'),
  workspaceId: z.string(),
  customerId: z.string().describe('The tenant, under its older name'),
  tenantId: z.string(),
  integrationId: z.string(),
  connectionId: z.string(),
  externalAppId: z.string(),
  actionRunId: z.string().optional().describe('The run that it was made for'),
  method: z.string(),
  requestUrl: z.string().describe('Redacted'),
  statusCode: z.int().describe('0 when no answer came'),
  isSuccess: z.boolean(),
  s3Uri: z.string().describe('Empty: details are kept with the run'),
  duration: z.number().describe('Milliseconds'),
  createdAt: z.iso.datetime().describe('When it was sent'),
  details: z.unknown().optional().describe('Request and answer, redacted: {request, response, timeMs}'),
});
