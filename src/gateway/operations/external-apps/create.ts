import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { appView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Add an app that no connector knows, or find it when it was added',
  description: 'For yourself; what a manager adds, every tenant sees. Connecting it asks how to talk to it.',
  http: 'POST /external-apps',
  scope: 'connections:manage',
  input: z.object({
    name: z.string().trim().min(1).max(200).describe('What people call it'),
    appUri: z.string().min(1).max(2000).optional().describe('Its address: https://app.example.com/'),
  }),
  output: appView,
  run: async (ctx, app) => ctx.apps.get(ctx.caller, await ctx.externalApps.add(ctx.caller, app)),
});
