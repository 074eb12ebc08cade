import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { integrationSelector } from '../../../kernel/views-integrations.ts';
import list from '../actions/list.ts';

const { intent, search, limit, cursor } = list.input.shape;

export default defineOperation({
  summary: 'List the actions of an integration',
  http: 'GET /integrations/{id}/actions',
  scope: 'actions:read',
  input: z.object({ id: integrationSelector, intent, search, limit, cursor }),
  output: list.output,
  async run(ctx, { id, ...query }) {
    const { externalAppId } = await ctx.integrations.get(ctx.caller, id);
    return list.run(ctx, { ...query, app: externalAppId });
  },
});
