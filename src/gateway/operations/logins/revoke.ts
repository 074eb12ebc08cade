import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Log a program out: its tokens are refused at once',
  http: 'DELETE /logins/{id}',
  scope: 'connections:manage',
  input: z.object({ id: z.string().min(1).describe('login_…; login list shows it') }),
  output: z.object({ id: z.string(), revoked: z.literal(true) }),
  cli: { command: 'login revoke', positional: ['id'], examples: ['porin login revoke LOGIN_ID'] },
  async run(ctx, { id }) {
    await ctx.logins.revoke(ctx.caller, id);
    return { id, revoked: true as const };
  },
});
