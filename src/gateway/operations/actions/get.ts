import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Show an action with its input and output schemas',
  http: 'GET /actions/{id}',
  scope: 'actions:read',
  input: z.object({
    id: z.string().min(1).describe('Action id or key'),
    connectionId: z
      .string()
      .optional()
      .describe('Connection (id or key) whose app has it; needed when several apps have that key'),
    connectionKey: z.string().optional().describe('The same, by key'),
    app: z.string().optional().describe('App that has it'),
    integrationId: z.string().optional().describe('Integration whose app has it'),
    integrationKey: z.string().optional().describe('The same, by key'),
  }),
  output: actionView,
  cli: {
    command: 'action get',
    positional: ['id'],
    columns: ['id', 'name', 'effect', 'description', 'inputSchema', 'outputSchema'],
    examples: ['porin action get create-conference --connectionId=CONNECTION_ID --json'],
  },
  run: (ctx, { id, connectionId, connectionKey, app, integrationId, integrationKey }) =>
    ctx.actions.get(ctx.caller, id, {
      connectionId: connectionId ?? connectionKey,
      app: app ?? integrationId ?? integrationKey,
    }),
});
