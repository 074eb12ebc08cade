import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { doneOf } from '../answers.ts';

export default defineAction({
  name: 'Demerge User Profiles',
  description:
    'Separates profiles that were merged by mistake: each of these identities becomes a person of its own again. At most 100 identities. The app works on it in the background.',
  effect: 'destroy',
  phrases: ['split a merged profile', 'demerge users', 'undo a profile merge', 'two people in one profile'],
  input: z.strictObject({
    identities: z.array(z.string().min(1)).min(1).max(100).describe('Identities to separate, 1 to 100'),
  }),
  output: z.object({
    ordered: z.int().describe('How many identities were named'),
    message: z.string().describe('What happens next'),
  }),
  example: { input: { identities: ['user-1003'] } },
  request: ({ identities }) => ({ method: 'POST', path: '/demerge/profiles.json', body: { json: { identities } } }),
  result(response, { identities }) {
    doneOf(response);
    return { ordered: identities.length, message: 'Ordered. It may take a while; get-user-profile shows the state' };
  },
});
