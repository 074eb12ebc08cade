import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionOptionView, connectTarget } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'List the ways to connect by an integration or connector; the first is the default',
  http: 'POST /connection-options',
  scope: 'actions:read',
  input: z.object(connectTarget),
  output: z.array(connectionOptionView),
  run: (ctx, target) =>
    ctx.connectors.options(ctx.caller, {
      connection: target.connectionId,
      integration: target.integrationId ?? target.integrationKey,
      connector: target.connectorId ?? target.connectorKey,
    }),
});
