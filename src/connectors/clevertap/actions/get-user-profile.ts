import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { recordOf } from '../../../kernel/shape.ts';
import { envelopeOf } from '../answers.ts';
import { profileRecord } from '../exports/pages.ts';

export default defineAction({
  name: 'Get User Profile',
  description:
    'Gives everything of one person: properties, what they did how often, and their devices. Name the person by exactly one of identity, email and objectId.',
  effect: 'read',
  phrases: ['find a user', 'look up a profile by email', 'one person', 'user by identity'],
  input: z
    .strictObject({
      identity: z.string().min(1).optional().describe('Your own id of the person; case-sensitive'),
      email: z.string().min(1).optional().describe('E-mail address'),
      objectId: z.string().min(1).optional().describe("The app's id of one of the person's devices"),
    })
    .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
      error: 'give exactly one of identity, email and objectId',
    }),
  output: z.object({ profile: profileRecord }),
  example: { input: { identity: 'user-1001' } },
  request: (query) => ({ method: 'GET', path: '/profile.json', query }),
  result(response, asked) {
    const profile = recordOf(envelopeOf(response)['record']);
    if (profile) return { profile };
    const [name, value] = Object.entries(asked).find(([, given]) => given !== undefined) ?? [];
    throw new PorinError('upstream_refused', `There is no profile with the ${name} ${value}`, {
      hint: `${name === 'identity' ? 'Identities are case-sensitive. ' : ''}A profile that was uploaded a moment ago may take minutes to appear`,
    });
  },
});
