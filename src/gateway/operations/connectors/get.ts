import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectorView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Show a connector',
  http: 'GET /connectors/{id}',
  scope: 'actions:read',
  input: z.object({ id: z.string().min(1).max(200).describe('Connector id, which is the app') }),
  output: connectorView,
  cli: { command: 'connector get', positional: ['id'] },
  run: (ctx, { id }) => ctx.connectors.get(ctx.caller, id),
});
