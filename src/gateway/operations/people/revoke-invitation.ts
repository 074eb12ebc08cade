import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Revoke an invitation that nobody has accepted yet',
  description: 'Its link stops working at once. Whoever has accepted it is a person: people remove takes the same id.',
  http: 'DELETE /invitations/{id}',
  scope: 'manager',
  input: z.object({ id: z.string().min(1).describe('per_…; invitation list shows it') }),
  output: z.object({ id: z.string(), revoked: z.literal(true) }),
  cli: { command: 'invitation revoke', positional: ['id'], examples: ['porin invitation revoke INVITATION_ID'] },
  async run(ctx, { id }) {
    await ctx.people.revokeInvitation(id);
    return { id, revoked: true as const };
  },
});
