import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { tenantKey, workspaceSelector } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Sign a short-lived token: of a manager, of a tenant, or of your own tenant',
  description:
    'The token is a JWT signed with the workspace secret. A tenant gets one for itself alone, for an hour at most, with the scopes of its own token.',
  http: 'POST /org-workspaces/{id}/access-token',
  scope: 'actions:read',
  input: z.object({
    id: workspaceSelector,
    isAdmin: z.boolean().optional().describe("A manager's token"),
    tenantId: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('The tenant (ten_…) that it acts for; your own when absent'),
    tenantKey: tenantKey.optional().describe('The same by your key for it; it is created on first sight'),
    name: z.string().min(1).max(200).optional().describe('Name of the tenant'),
    fields: z.record(z.string(), z.unknown()).optional().describe('Facts about the tenant'),
    expiresIn: z
      .int()
      .min(1)
      .max(30 * 86_400)
      .default(3_600)
      .describe('Seconds until it stops working'),
  }),
  output: z.object({ token: z.string() }),
  run: (ctx, { id, ...request }) => ctx.workspaces.accessToken(ctx.caller, id, request),
});
