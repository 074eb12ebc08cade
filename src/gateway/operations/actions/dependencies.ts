import { z } from 'zod';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionScope } from '../../../kernel/views-actions.ts';
import get from './get.ts';

export default defineOperation({
  summary: 'Show what an action needs, and which actions were made from it',
  http: 'GET /actions/{id}/dependencies',
  scope: 'actions:read',
  input: z.object({ id: get.input.shape.id, ...actionScope }),
  output: z.object({
    items: z.array(
      z.object({
        type: z.string().describe('connection, integration, connector or action'),
        id: z.string(),
        name: z.string(),
        usedBy: z.boolean().describe('True for what needs this action, false for what it needs'),
      }),
    ),
  }),
  run: async (ctx, { id, ...names }) => ({ items: await ctx.actions.dependencies(ctx.caller, id, scopeNamed(names)) }),
});
