import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { workspaceSelector } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Replace the workspace secret; every token signed with the old one stops at once',
  http: 'POST /org-workspaces/{id}/rotate-secret',
  scope: 'manager',
  input: z.object({ id: workspaceSelector }),
  output: z.object({ secret: z.string().describe('The new secret') }),
  run: (ctx, { id }) => ctx.workspaces.rotateSecret(ctx.caller, id),
});
