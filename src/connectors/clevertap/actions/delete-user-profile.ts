import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { doneOf } from '../answers.ts';

const list = (description: string) =>
  z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1).max(100)])
    .optional()
    .describe(description);

export default defineAction({
  name: 'Delete User Profile',
  description:
    'Deletes the profiles of people, by their identities or by guids (the app’s ids), at most 100 at once; it cannot be undone. The app only takes the order: it deletes later, outside of business hours, so a profile may still be found for a day, and there is no way to ask how far it is. Unknown people are no error.',
  effect: 'destroy',
  verifyWith: 'get-user-profile',
  verifyInput: ({ identity, guid }) =>
    identity === undefined ? { objectId: [guid].flat()[0] } : { identity: [identity].flat()[0] },
  phrases: ['delete a user', 'erase a person', 'gdpr deletion', 'right to be forgotten', 'remove a profile'],
  input: z
    .strictObject({
      identity: list('Your own id of the person, or a list of ids'),
      guid: list("The app's id (objectId), or a list of ids"),
    })
    .refine(({ identity, guid }) => (identity === undefined) !== (guid === undefined), {
      error: 'give either identity or guid',
    }),
  output: z.object({
    ordered: z.int().describe('For how many ids the deletion was ordered'),
    deleted: z.literal(false).describe('Always false: the work happens later'),
    message: z.string().describe('What happens next'),
  }),
  example: { input: { identity: 'user-1002' } },
  request: ({ identity, guid }) => ({
    method: 'POST',
    path: '/delete/profiles.json',
    body: { json: identity === undefined ? { guid } : { identity } },
  }),
  result(response, { identity, guid }) {
    doneOf(response);
    const message =
      'Ordered. The app deletes later, outside of business hours; until then the profiles may still be found';
    return { ordered: [identity ?? guid ?? []].flat().length, deleted: false as const, message };
  },
});
