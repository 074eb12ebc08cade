import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Remove an app that was added here and has no connections',
  description: "Archived connections do not count. The workspace's own are for its managers.",
  http: 'DELETE /external-apps/{id}',
  scope: 'connections:manage',
  input: z.object({ id: z.string().min(1).describe('App id: app_…') }),
  output: z.object({ id: z.string() }),
  cli: {
    command: 'external-app delete',
    positional: ['id'],
    examples: ['porin external-app delete APP_ID'],
  },
  async run(ctx, { id }) {
    await ctx.externalApps.remove(ctx.caller, id);
    return { id };
  },
});
