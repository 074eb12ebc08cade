import { defineOperation } from '../../../kernel/operation.ts';
import { integrationSelector } from '../../../kernel/views-integrations.ts';
import list from '../actions/list.ts';

export default defineOperation({
  summary: 'List the actions of an integration',
  http: 'GET /integrations/{id}/actions',
  scope: 'actions:read',
  input: list.input
    .omit({
      connectionId: true,
      connectionKey: true,
      integrationId: true,
      integrationKey: true,
      app: true,
      externalAppId: true,
    })
    .extend({ id: integrationSelector }),
  output: list.output,
  run: (ctx, { id, ...query }) => list.run(ctx, { ...query, integrationId: id }),
});
