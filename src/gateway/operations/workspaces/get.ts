import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { workspaceSelector, workspaceView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Show how tokens of the workspace are checked',
  http: 'GET /workspaces/{id}',
  scope: 'manager',
  input: z.object({ id: workspaceSelector }),
  output: workspaceView,
  run: (ctx, { id }) => ctx.workspaces.settings(id),
});
