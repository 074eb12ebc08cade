import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { path } from '../../../kernel/http.ts';
import { flagOf, recordOf, textOf } from '../../../kernel/shape.ts';
import { okOf } from '../answers.ts';
import { type Call, orFailure, readRoom, tryEach } from '../calls.ts';
import { form } from '../form.ts';
import { countOf, notDone, stopNote } from '../many.ts';
import { email, language, roomId } from '../schemas/ids.ts';
import { registrationFields, registrationForm } from '../schemas/registration-input.ts';

const person = z.object({
  email: email('Address of the person'),
  status: z
    .enum(['registered', 'already_registered', 'repeated', 'refused', 'unknown', 'not_tried'])
    .describe(
      'registered now; already_registered before; repeated: the list names this address twice, the first counts; refused by the app, see error; unknown: perhaps registered; not_tried: the app failed before',
    ),
  url: z.string().optional().describe("The person's own link to the room"),
  error: z.string().optional().describe('Why the person is not registered'),
});

export default defineAction({
  name: 'Register Participants',
  description:
    'Registers up to 500 people for a room and says for each what came of it, with their personal links; one that fails does not stop the others. Checks first that registration is on and the room is active (set-registration turns registration on). Safe to repeat: people who are registered stay so and get the same link.',
  effect: 'write',
  verifyWith: 'list-registrations',
  verifyInput: ({ room_id }) => ({ room_id, status: 'all' }),
  phrases: [
    'register a list of people',
    'sign up many participants at once',
    'bulk registration',
    'import registrants from a spreadsheet',
    'register the whole team',
    'add a list of attendees to an event',
    'enroll a class',
  ],
  input: z.strictObject({
    room_id: roomId,
    people: z
      .array(registrationFields)
      .min(1, 'name at least one person')
      .max(500)
      .describe('People to register, at most 500 at once'),
    confirmation_email: z
      .strictObject({
        enabled: z.boolean().describe('True: the app e-mails everybody a confirmation with the link'),
        lang: language('Language of that e-mail, two small letters: en, de, pl …').optional(),
      })
      .optional()
      .describe('Confirmation e-mail; without it the app decides'),
  }),
  output: z.object({
    room_id: roomId,
    items: z.array(person).describe('Every person, in the order of the list'),
    registered: z.int().describe('How many were registered now'),
    already_registered: z.int().describe('How many were registered before'),
    failed: z.int().describe('How many are not registered: refused, unknown or not tried'),
    notes: z.array(z.string()).optional().describe('Why the work ended early'),
  }),
  example: {
    input: {
      room_id: 10002,
      people: [
        { first_name: 'Eva', last_name: 'Nowak', email: 'eva@example.com' },
        { first_name: 'Jan', last_name: 'Kowalski', email: 'jan@example.com' },
      ],
      confirmation_email: { enabled: false },
    },
  },
  async run({ room_id, people, confirmation_email }, { call }) {
    await requireRegistration(call, room_id);
    const first = new Map<string, (typeof people)[number]>();
    for (const entry of people) if (!first.has(keyOf(entry))) first.set(keyOf(entry), entry);
    const once = [...first.values()];
    const trial = await tryEach(once, 4, async (entry) => {
      const { body } = await call({
        method: 'POST',
        path: path`/conferences/${room_id}/registration`,
        body: form({ registration: registrationForm(entry), confirmation_email }),
      });
      okOf(body);
      const answer = recordOf(body);
      const url = textOf(answer?.['url']);
      const status = flagOf(answer?.['exist']) ? ('already_registered' as const) : ('registered' as const);
      return { status, ...(url === undefined ? {} : { url }) };
    });
    const { tried, stoppedBy } = orFailure(trial);
    const items = people.map((entry) => {
      if (first.get(keyOf(entry)) !== entry) return { email: entry.email, status: 'repeated' as const };
      const outcome = tried[once.indexOf(entry)] ?? { how: 'not_tried' };
      return { email: entry.email, ...(outcome.how === 'done' ? outcome.value : notDone(outcome)) };
    });
    const notes = stopNote(stoppedBy, 'Repeat the action for what is not_tried or unknown');
    return {
      room_id,
      items,
      registered: countOf(items, 'registered'),
      already_registered: countOf(items, 'already_registered'),
      failed: countOf(items, 'refused', 'unknown', 'not_tried'),
      ...(notes.length === 0 ? {} : { notes }),
    };
  },
});

function keyOf({ email }: { readonly email: string }): string {
  return email.trim().toLowerCase();
}

/** Errors: `upstream_refused` when nobody could register: the app itself says so in vague words, and for each person again. */
async function requireRegistration(call: Call, roomId: number): Promise<void> {
  const { name, registration_enabled, status } = await readRoom(call, roomId);
  if (registration_enabled === false)
    throw new PorinError('upstream_refused', `Registration is off for room ${roomId} "${name}"`, {
      hint: `set-registration with {"room_id": ${roomId}, "enabled": true} turns it on; send-invitation needs no registration`,
    });
  if (status === 'inactive')
    throw new PorinError('upstream_refused', `Room ${roomId} "${name}" is inactive, nobody can register`, {
      hint: `update-conference with {"room_id": ${roomId}, "status": "active"} opens it`,
    });
}
