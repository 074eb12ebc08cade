import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { appView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Rename an app that was added here',
  description: "The workspace's own are for its managers.",
  http: 'PATCH /external-apps/{id}',
  scope: 'connections:manage',
  input: z.object({
    id: z.string().min(1).describe('App id: app_…'),
    name: z.string().trim().min(1).max(200).describe('What people call it'),
  }),
  output: appView,
  cli: {
    command: 'external-app patch',
    positional: ['id'],
    columns: ['id', 'name', 'appUri'],
    examples: ['porin external-app patch APP_ID --name "Our CRM"'],
  },
  async run(ctx, { id, name }) {
    await ctx.externalApps.rename(ctx.caller, id, name);
    return ctx.apps.get(ctx.caller, id);
  },
});
