import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { integrationSelector } from '../../../kernel/views-integrations.ts';

export default defineOperation({
  summary: 'Refuse a data collection of an integration: it has actions',
  http: 'GET /integrations/{id}/data/{part}',
  scope: 'actions:read',
  input: z.object({ id: integrationSelector, part: z.string().max(200).describe('Its key') }),
  output: z.object({ key: z.string() }),
  async run(ctx, { id, part }) {
    const { name, externalAppId } = await ctx.integrations.get(ctx.caller, id);
    throw new PorinError('not_found', `${name} has no data collection '${part}'`, {
      hint: `It has actions: porin action list --app ${externalAppId}`,
    });
  },
});
