import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';
import { okOf } from '../answers.ts';
import { type Call, readRoom, refusedStatus, type Tried, tryEach } from '../calls.ts';
import { form } from '../form.ts';
import { awaitTokens, tokensByEmail } from '../invited-tokens.ts';
import { countOf, notDone, stopNote } from '../many.ts';
import { email, language, roomId } from '../schemas/ids.ts';
import { eitherSpelling } from '../schemas/names.ts';

const batchSize = 50;
const role = z.enum(['listener', 'presenter']);

const invitee = eitherSpelling(
  z.strictObject({
    email: email('E-mail address of the person'),
    firstname: z.string().max(255).optional().describe('First name, used in the e-mail'),
    lastname: z.string().max(255).optional().describe('Last name'),
    role: role.optional().describe('Role of this person; default: the role for all'),
  }),
);

type Invitee = z.output<typeof invitee>;

const invited = z.object({
  email: email('Address of the person'),
  status: z
    .enum(['invited', 'already_invited', 'repeated', 'refused', 'unknown', 'not_tried'])
    .describe(
      'invited now; already_invited: has a token, no second e-mail (skip_invited); repeated: the list names this address twice; refused by the app, see error; unknown: the e-mail may have left, do not repeat it unseen; not_tried: the app failed before',
    ),
  token: z.string().optional().describe("The person's access token, in a room with access_type 3"),
  link: z
    .string()
    .optional()
    .describe('Address that lets the person in: with the token where there is one, else the address of the room'),
  error: z.string().optional().describe('Why the person was not invited'),
});

export default defineAction({
  name: 'Invite Participants',
  description:
    "Sends invitations to a list of up to 500 people and gives each person's link; in a room with access_type 3 it waits until everybody's access token exists and gives token and link. An address that the app refuses does not stop the others. Repeating it sends the e-mails again, unless skip_invited is true. For room access by password tell people the password yourself.",
  effect: 'write',
  verifyWith: 'list-access-tokens',
  phrases: [
    'invitations with tokens and links for a whole list',
    'send invitations to many addresses',
    'wait until invited people have their tokens',
    'email tickets to customers and get the links',
    'bulk invitation',
    'invite many guests',
  ],
  input: z.strictObject({
    room_id: roomId,
    people: z
      .array(invitee)
      .min(1, 'name at least one person')
      .max(500)
      .describe('People to invite, at most 500 at once'),
    lang: language('Language of the e-mail, two small letters: en, de, pl, es, fr, ru …').default('en'),
    role: role.default('listener').describe('Role for all: listener (attendee) or presenter. Default listener'),
    template: z.enum(['basic', 'advanced']).optional().describe('Look of the e-mail: basic or advanced. Default basic'),
    skip_invited: z
      .boolean()
      .default(false)
      .describe(
        'True: no second e-mail for people who have a token already; works in rooms with access_type 3 only. Default false',
      ),
    wait_seconds: z
      .int()
      .min(0)
      .max(120)
      .default(20)
      .describe('Longest time to wait for tokens, in seconds, 0 to 120. Default 20'),
  }),
  output: z.object({
    room_id: roomId,
    items: z.array(invited).describe('Every person, in the order of the list'),
    invited: z.int().describe('How many invitations left now'),
    failed: z.int().describe('How many people were not invited: refused, unknown or not tried'),
    notes: z.array(z.string()).optional().describe('What to know, such as tokens that are not there yet'),
  }),
  example: {
    input: {
      room_id: 10004,
      people: [{ email: 'eva@example.com', firstname: 'Eva' }, { email: 'jan@example.com' }],
      lang: 'en',
    },
  },
  async run({ room_id, people, skip_invited, wait_seconds, ...mail }, tools) {
    const { call } = tools;
    const room = await readRoom(call, room_id);
    const takesTokens = room.access_type === 3;
    const before = takesTokens && skip_invited ? await tokensByEmail(call, room_id) : new Map<string, string>();
    const first = new Map(people.toReversed().map((person) => [keyOf(person), person]));
    const wanted = people.filter((person) => first.get(keyOf(person)) === person && !before.has(keyOf(person)));
    const { outcomes, notes } = await inviteAll(call, { room_id, people: wanted, mail });
    const sent = wanted.filter((person) => outcomes.get(person)?.how === 'done').map(keyOf);
    const { tokens, failure } =
      takesTokens && sent.length > 0
        ? await awaitTokens(tools, { roomId: room_id, emails: sent, waitSeconds: wait_seconds })
        : { tokens: before, failure: undefined };
    const items = people.map((person) => {
      const state = statusOf(first.get(keyOf(person)) === person, outcomes.get(person));
      const token = tokens.get(keyOf(person));
      const isIn = state.status === 'invited' || state.status === 'already_invited';
      const link = !isIn || (takesTokens && token === undefined) ? undefined : linkOf(room.room_url, token);
      return { email: person.email, ...state, ...(isIn && token ? { token } : {}), ...(link ? { link } : {}) };
    });
    const late = takesTokens ? sent.filter((address) => !tokens.has(address)) : [];
    const all = [
      ...notes,
      ...(failure === undefined ? [] : [`The tokens could not be read: ${failure.message}`]),
      ...(late.length === 0 ? [] : [`No token yet for ${someOf(late)}: get-token-by-email gives it later`]),
    ];
    return {
      room_id,
      items,
      invited: countOf(items, 'invited'),
      failed: countOf(items, 'refused', 'unknown', 'not_tried'),
      ...(all.length === 0 ? {} : { notes: all }),
    };
  },
});

interface Order {
  readonly room_id: number;
  readonly people: readonly Invitee[];
  readonly mail: { readonly lang: string; readonly role: string; readonly template?: string | undefined };
}

/** Invites in batches; a batch that the app refuses goes out one by one, so that a wrong address harms nobody else. */
async function inviteAll(call: Call, { room_id, people, mail }: Order) {
  const { lang, ...options } = mail;
  const send = async (attendees: readonly Invitee[]) => {
    const address = path`/conferences/${room_id}/invitation/email/${lang}`;
    const { body } = await call({ method: 'POST', path: address, body: form({ attendees, ...options }) });
    okOf(body);
  };
  const outcomes = new Map<Invitee, Tried<void>>();
  const batches = Array.from({ length: Math.ceil(people.length / batchSize) }, (_, index) =>
    people.slice(index * batchSize, (index + 1) * batchSize),
  );
  const { tried, stoppedBy } = await tryEach(batches, 1, send);
  const alone: Invitee[] = [];
  for (const [index, batch] of batches.entries()) {
    const outcome = tried[index] ?? { how: 'not_tried' };
    const isWorthIt =
      outcome.how === 'refused' && batch.length > 1 && [400, 422].includes(refusedStatus(outcome.error) ?? 0);
    if (isWorthIt && !stoppedBy) alone.push(...batch);
    else for (const person of batch) outcomes.set(person, outcome);
  }
  const single = await tryEach(alone, 2, (person) => send([person]));
  for (const [index, person] of alone.entries()) outcomes.set(person, single.tried[index] ?? { how: 'not_tried' });
  const ended = stoppedBy ?? single.stoppedBy;
  if (ended && ![...outcomes.values()].some(({ how }) => how === 'done')) throw ended;
  const next =
    'Invite those again who are not_tried, and those who are unknown once you have looked; the others have their e-mail';
  return { outcomes, notes: stopNote(ended, next) };
}

function statusOf(isFirst: boolean, outcome: Tried<void> | undefined) {
  if (!isFirst) return { status: 'repeated' as const };
  if (!outcome) return { status: 'already_invited' as const };
  return outcome.how === 'done' ? { status: 'invited' as const } : notDone(outcome);
}

function linkOf(roomUrl: string | undefined, token: string | undefined): string | undefined {
  if (roomUrl === undefined) return undefined;
  return token === undefined ? roomUrl : `${roomUrl.replace(/\/+$/, '')}/${encodeURIComponent(token)}`;
}

const mostNamed = 10;

function someOf(addresses: readonly string[]): string {
  const more = addresses.length - mostNamed;
  return addresses.slice(0, mostNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function keyOf({ email }: { readonly email: string }): string {
  return email.toLowerCase();
}
