import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { orgWorkspaceView, workspaceSelector } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Show the workspace; with its secret for managers who may read secrets',
  http: 'GET /org-workspaces/{id}',
  scope: 'actions:read',
  input: z.object({ id: workspaceSelector }),
  output: orgWorkspaceView,
  run: (ctx, { id }) => ctx.workspaces.get(ctx.caller, id),
});
