import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionView, pageOf, paging } from '../../../kernel/views.ts';
import { connectionStates } from '../../../kernel/views-intent.ts';

export default defineOperation({
  summary: 'List connections, newest first',
  http: 'GET /connections',
  scope: 'actions:read',
  input: z.object({
    search: z.string().max(200).optional().describe('Part of the name, key or app'),
    app: z.string().optional().describe('Only connections of this app'),
    externalAppId: z.string().optional().describe('The same as app'),
    connectorId: z.string().optional().describe('The same as app'),
    connectorVersion: z.string().optional().describe('Accepted for compatibility'),
    integrationId: z
      .string()
      .optional()
      .describe("Only connections of this integration; an app's own has the app's id"),
    integrationKey: z.string().optional().describe('The same, by key'),
    tenantId: z.string().optional().describe("Whose (id or key); only managers see others'"),
    userId: z.string().optional().describe('The same as tenantId'),
    state: z.enum(connectionStates).optional().describe('Only connections in this state'),
    connected: z.boolean().optional().describe('Only those that are ready, or only those that are not'),
    disconnected: z.boolean().optional().describe('The opposite of connected'),
    isTest: z.boolean().optional().describe('Only those to a sandbox, or only those to the app itself'),
    includeArchived: z.boolean().optional().describe('Archived ones too'),
    includeSecrets: z.boolean().optional().describe('Show the credentials; needs the scope secrets:read'),
    ...paging,
  }),
  output: pageOf(connectionView),
  cli: {
    command: 'connection list',
    columns: ['id', 'name', 'externalAppId', 'state', 'sandbox', 'createdAt'],
    examples: ['porin connection list --json'],
  },
  async run(ctx, { limit, cursor, isTest, connected, disconnected, ...input }) {
    const { app, externalAppId, connectorId, tenantId, userId } = input;
    const { integrationId, integrationKey, search, state, includeArchived, includeSecrets } = input;
    // Both, or neither: nothing is that.
    if (connected !== undefined && connected === disconnected) return { items: [] };
    const filter = {
      apps: given(app, externalAppId, connectorId),
      integration: integrationId ?? integrationKey,
      tenants: given(tenantId, userId),
      isConnected: connected ?? (disconnected === undefined ? undefined : !disconnected),
      sandbox: isTest,
      search,
      state,
      includeArchived,
      includeSecrets,
    };
    return ctx.connections.list(ctx.caller, filter, { limit, cursor });
  },
});

function given(...values: readonly (string | undefined)[]): string[] | undefined {
  const named = values.filter((value) => value !== undefined);
  return named.length === 0 ? undefined : named;
}
