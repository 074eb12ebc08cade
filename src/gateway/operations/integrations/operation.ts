import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { integrationSelector } from '../../../kernel/views-integrations.ts';
import { operationNamed } from '../connections/operation.ts';
import { operationView } from '../connections/operations.ts';

export default defineOperation({
  summary: 'Show an operation of an integration',
  http: 'GET /integrations/{id}/operations/{part}',
  scope: 'actions:read',
  input: z.object({ id: integrationSelector, part: z.string().max(200).describe('Its key') }),
  output: operationView,
  async run(ctx, { id, part }) {
    const { externalAppId } = await ctx.integrations.get(ctx.caller, id);
    return operationNamed(ctx, externalAppId, part);
  },
});
