import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionEdit, connectionView, readConnectionEdit } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Replace what can be edited of a connection',
  description: 'Key and meta that are not given are cleared. Credentials stay unless input brings new ones.',
  http: 'PUT /connections/{id}',
  scope: 'connections:manage',
  input: z.object({ id: z.string().min(1).describe('Connection id or key, or its app'), ...connectionEdit }),
  output: connectionView,
  run: (ctx, { id, ...edit }) => ctx.connections.put(ctx.caller, id, readConnectionEdit(edit)),
});
