import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { defineControl, type SandboxControl, type World } from '../../../sandbox/definition.ts';
import { ownCaller } from './advance.ts';
import { receiveReply } from './automations/receive.ts';
import { visitLink } from './campaigns/links.ts';
import { accountsOf, dbOf, demoUserId } from './collections.ts';
import { setLimits } from './http/rate.ts';
import type { Message } from './messages/entities.ts';
import { outcomes, setHandset } from './messages/handsets.ts';
import { seconds } from './time.ts';

const messageInput = z.string().min(1).describe('Id of a sent text message; send-sms and get-sms-history give it');

/** Errors: `not_found` that names messages there are. */
function messageWith(world: World, id: string): Message {
  const messages = dbOf(world.store, demoUserId).messages('sms');
  const found = messages.first({ where: { message_id: id.toUpperCase() } });
  if (found !== undefined && found.direction === 'out') return found;
  const known = messages.find({ where: { direction: 'out' }, orderBy: '-date', limit: 5 });
  throw new PorinError('not_found', `message: no sent text message ${id}`, {
    hint: `The last ones are: ${known.map((message) => message.message_id).join(', ')}`,
  });
}

const reply = defineControl({
  summary: 'Lets the receiver of a text message answer it: rules for received messages do their work',
  input: z.strictObject({
    message: messageInput,
    text: z.string().min(1).max(1000).describe('What is answered; STOP puts the number into the opt-out list'),
  }),
  examples: ['reply --message 5C0FFEE0-0000-4000-A000-000000000001 --text "Yes please"'],
  run: (world, { message: id, text }) => {
    const original = messageWith(world, id);
    const caller = ownCaller(world, demoUserId);
    if (caller === undefined)
      throw new PorinError('not_found', 'The demo account is gone', { hint: 'Reset the sandbox' });
    const scene = { world, db: dbOf(world.store, demoUserId), caller };
    const received = world.store.transaction(() => receiveReply(scene, original, text));
    world.webhooks.advance();
    return { message_id: received.id, rules: received.rules };
  },
});

const setBalance = defineControl({
  summary: 'Sets what the demo account has left to spend',
  input: z.strictObject({ amount: z.number().min(0).max(1_000_000).describe('In Australian dollars') }),
  examples: ['set-balance --amount 0'],
  run: (world, { amount }) => {
    const account = accountsOf(world.store).update(demoUserId, { balanceMicros: Math.round(amount * 1_000_000) });
    return { balance: (account.balanceMicros / 1_000_000).toFixed(6) };
  },
});

const setHandsetControl = defineControl({
  summary: 'Decides what becomes of messages to a number',
  input: z.strictObject({
    number: z
      .string()
      .regex(/^\+\d{5,15}$/, 'expected a number such as +61491570156')
      .describe('In E.164'),
    outcome: z
      .enum(outcomes)
      .describe('delivered 201, failed 300, rejected 301, unrouted 302, silent: never a receipt'),
  }),
  examples: ['set-handset --number +61491570156 --outcome rejected'],
  run: (world, { number, outcome }) => {
    setHandset(world, number, outcome);
    return { number, outcome };
  },
});

const setLimitsControl = defineControl({
  summary: 'Changes how many requests a minute are answered, and starts to count anew',
  input: z.strictObject({
    perMinute: z.int().min(0).max(1_000_000).optional().describe('Of one login; 6,000 at first'),
    accountPerMinute: z.int().min(0).max(1_000_000).optional().describe('Of GET /account; 20 at first'),
  }),
  examples: ['set-limits --per-minute 10'],
  run: (world, { perMinute, accountPerMinute }) =>
    setLimits(world, {
      ...(perMinute === undefined ? {} : { perMinute }),
      ...(accountPerMinute === undefined ? {} : { accountPerMinute }),
    }),
});

const blockCountries = defineControl({
  summary: 'Sets the countries that the demo account cannot send to',
  input: z.strictObject({
    countries: z.array(z.string().regex(/^[A-Z]{2}$/)).describe('Two-letter codes; all others are enabled'),
  }),
  examples: ['block-countries --countries NG --countries PK'],
  run: (world, { countries }) => {
    accountsOf(world.store).update(demoUserId, { blockedCountries: countries });
    return { blocked: countries };
  },
});

const visitLinkControl = defineControl({
  summary: 'Lets the receiver of a campaign message follow its link',
  input: z.strictObject({ message: messageInput }),
  examples: ['visit-link --message 5C0FFEE0-0000-4000-A000-000000000001'],
  run: (world, { message: id }) => {
    const message = messageWith(world, id);
    visitLink(world, message.message_id, seconds(world));
    return { message_id: message.message_id, to: message.to };
  },
});

const listWebhooks = defineControl({
  summary: 'Lists calls to addresses of rules and tests, newest first, with each attempt',
  input: z.strictObject({ limit: z.int().min(1).max(1000).default(20).describe('How many') }),
  examples: ['list-webhooks'],
  run: (world, { limit }) => ({ items: world.webhooks.list({ limit }) }),
});

const allowWebhooks = defineControl({
  summary: 'Lets webhooks go to addresses beyond this machine, or not, as at first',
  input: z.strictObject({ all: z.boolean().default(true).describe('False: only to this machine') }),
  examples: ['allow-webhooks', 'allow-webhooks --no-all'],
  run: (world, { all }) => {
    world.webhooks.allowAll(all);
    return { all };
  },
});

/** What the vendor's API has no endpoint for. */
export const controls: Readonly<Record<string, SandboxControl>> = {
  reply,
  'set-balance': setBalance,
  'set-handset': setHandsetControl,
  'set-limits': setLimitsControl,
  'block-countries': blockCountries,
  'visit-link': visitLinkControl,
  'list-webhooks': listWebhooks,
  'allow-webhooks': allowWebhooks,
};
