import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionOptionView } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'List the ways to connect by a connector; the first is the default',
  http: 'POST /connectors/{id}/generate-options',
  scope: 'actions:read',
  input: z.object({
    id: z.string().min(1).max(200).describe('Connector id, which is the app'),
    connectorParameters: z.unknown().optional().describe('Accepted for compatibility'),
    connectorVersion: z.string().max(100).optional().describe('Accepted for compatibility'),
  }),
  output: z.array(connectionOptionView),
  run: (ctx, { id }) => ctx.connectors.options(ctx.caller, { connector: id }),
});
