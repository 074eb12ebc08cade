import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Remove a person, with sessions, passkeys and logins',
  description: 'Programs that the person logged in stop at once. The last owner cannot be removed.',
  http: 'DELETE /people/{id}',
  scope: 'manager',
  input: z.object({ id: z.string().min(1).describe('per_…; people list shows it') }),
  output: z.object({ id: z.string(), removed: z.literal(true) }),
  cli: { command: 'people remove', positional: ['id'], examples: ['porin people remove PERSON_ID'] },
  async run(ctx, { id }) {
    await ctx.people.remove(id);
    return { id, removed: true as const };
  },
});
