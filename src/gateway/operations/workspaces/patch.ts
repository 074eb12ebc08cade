import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { workspaceEdit, workspaceSelector, workspaceView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Change how tokens of the workspace are checked: public keys, their address, the secret',
  http: 'PATCH /workspaces/{id}',
  scope: 'manager',
  input: z.object({ id: workspaceSelector, ...workspaceEdit }),
  output: workspaceView,
  run: (ctx, { id, ...edit }) => ctx.workspaces.patch(ctx.caller, id, edit),
});
