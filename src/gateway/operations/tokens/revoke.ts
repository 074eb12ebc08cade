import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Revoke a token at once',
  http: 'DELETE /tokens/{id}',
  scope: 'manager',
  input: z.object({ id: z.string().min(1).describe('tok_…') }),
  output: z.object({ id: z.string(), revoked: z.literal(true) }),
  cli: { command: 'token revoke', positional: ['id'], examples: ['porin token revoke TOKEN_ID'] },
  async run(ctx, { id }) {
    await ctx.tokens.revoke(id);
    return { id, revoked: true as const };
  },
});
