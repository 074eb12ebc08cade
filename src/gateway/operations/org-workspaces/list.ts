import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { orgWorkspaceView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Show the workspace, as a list of one; with its secret for managers who may read secrets',
  http: 'GET /org-workspaces',
  scope: 'actions:read',
  input: z.object(paging),
  output: pageOf(orgWorkspaceView),
  run: async (ctx) => ({ items: await ctx.workspaces.list(ctx.caller) }),
});
