import { numberOf, textOf } from '../http/json.ts';
import { Refusal, type Reply, success } from '../http/reply.ts';
import { type Call, type Fields, fieldsOf, isFields, type Route } from '../http/route.ts';
import { emailKey } from '../people/identifiers.ts';
import { peopleOf } from '../people/people.ts';
import { campaignsOf, type Mode, newCampaignId } from './entities.ts';
import { begin } from './run.ts';
import { contentOf } from './targets.ts';

const mostRecipients = 1000;
const channels = ['push', 'email', 'sms', 'webpush', 'whatsapp'] as const;

/** Messages to people by their identifiers. */
export const sendRoutes: readonly Route[] = [
  ...channels.map((mode): Route => ({ path: `send/${mode}.json`, methods: { POST: (call) => send(call, mode) } })),
  { path: 'send/externaltrigger.json', methods: { POST: trigger } },
];

function send(call: Call, mode: Mode): Reply {
  const fields = fieldsOf(call);
  const recipients = recipientsOf(call, fields['to']);
  const content = contentOf(mode, fields['content']);
  deliver(call, { mode, recipients, name: textOf(fields['tag_group'] ?? `API ${mode}`), ...content });
  return success({ message: 'Added to queue for processing' });
}

/** Starts a campaign that waits for a call, for some people. */
function trigger(call: Call): Reply {
  const fields = fieldsOf(call);
  const recipients = recipientsOf(call, fields['to']);
  const id = numberOf(fields['campaign_id']);
  const campaign = id !== undefined ? campaignsOf(call.world).get(id) : undefined;
  if (campaign === undefined) throw new Refusal('Invalid campaign id');
  const { mode, name, subject, text } = campaign;
  deliver(call, { mode, recipients, name, subject, text });
  return success({ message: 'Added to queue for processing' });
}

interface Letter {
  readonly mode: Mode;
  readonly name: string;
  readonly recipients: readonly number[];
  readonly subject: string;
  readonly text: string;
}

function deliver({ world }: Call, letter: Letter): void {
  world.store.transaction(() => {
    const campaign = campaignsOf(world).insert({
      ...letter,
      id: newCampaignId(world),
      source: 'send',
      status: 'pending',
      devices: [],
      labels: [],
      startsAt: world.clock.now(),
    });
    begin(world, campaign);
  });
}

const marks: Readonly<Record<string, (value: string) => string>> = {
  identity: (value) => `i:${value}`,
  objectId: (value) => `o:${value}`,
  FBID: (value) => `f:${value}`,
  GPID: (value) => `g:${value}`,
  email: emailKey,
};

/** Those of the named people who are known. */
function recipientsOf({ world }: Call, to: unknown): number[] {
  if (!isFields(to) || Object.keys(to).length === 0) throw new Refusal('to is mandatory');
  const keys = Object.entries(to as Fields).flatMap(([name, values]) => {
    const key = Object.hasOwn(marks, name) ? marks[name] : undefined;
    if (key === undefined) throw new Refusal(`Invalid to : ${name}`);
    return (Array.isArray(values) ? values : [values]).map((value) => key(textOf(value)));
  });
  if (keys.length > mostRecipients) throw new Refusal(`Invalid to : at most ${mostRecipients} recipients`);
  return [...new Set(keys.flatMap((key) => peopleOf(world).find(key) ?? []))];
}
