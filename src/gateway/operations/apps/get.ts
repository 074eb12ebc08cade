import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { appView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Show an app',
  http: 'GET /external-apps/{id}',
  scope: 'actions:read',
  input: z.object({ id: z.string().min(1).describe('App id, address or name') }),
  output: appView,
  run: (ctx, { id }) => ctx.apps.get(ctx.caller, id),
});
