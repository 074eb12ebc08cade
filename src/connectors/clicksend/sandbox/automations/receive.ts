import type { World } from '../../../../sandbox/definition.ts';
import type { Caller } from '../account/callers.ts';
import type { Db } from '../collections.ts';
import { addContact } from '../contacts/contacts.ts';
import type { Item } from '../http/crud.ts';
import { idOf, textOf } from '../http/fields.ts';
import { newUuid } from '../ids.ts';
import { addToDay } from '../messages/days.ts';
import type { Inbound, Message } from '../messages/entities.ts';
import { inboundPayload } from '../messages/inbound.ts';
import { sendMessages } from '../messages/send.ts';
import { sms } from '../messages/sms.ts';
import { seconds } from '../time.ts';
import { callAddress, isWebhookType } from './webhook.ts';

/** The list that people come into who ask for silence. */
export const optOutList = 'Opt-Out List';

export interface ReceiveScene {
  readonly world: World;
  readonly db: Db;
  readonly caller: Caller;
}

/** Whether a rule is for a message: any, one that starts with a term, contains it, or does not. */
function isFor(rule: Item, { to, body }: Pick<Inbound, 'to' | 'body'>): boolean {
  const number = textOf(rule['dedicated_number']) ?? '*';
  if (number !== '*' && number !== to) return false;
  const text = body.trim().toLowerCase();
  const term = (textOf(rule['message_search_term']) ?? '').trim().toLowerCase();
  switch (rule['message_search_type']) {
    case 1:
      return text.startsWith(term);
    case 2:
      return text.includes(term);
    case 3:
      return !text.includes(term);
    default:
      return true;
  }
}

type Inbox = Omit<Inbound, 'id' | 'isUnread'>;

/** Takes an answer to a sent message, and lets each rule for it do its work. */
export function receiveReply(scene: ReceiveScene, original: Message, text: string): { id: string; rules: unknown[] } {
  const { world, db } = scene;
  const inbound: Inbox = {
    message_id: newUuid(world.random),
    timestamp: seconds(world),
    from: original.to,
    to: original.from,
    body: text,
    original_body: original.body,
    original_message_id: original.message_id,
    custom_string: original.custom_string,
    user_id: original.user_id,
    subaccount_id: original.subaccount_id,
  };
  keepInHistory(scene, original, inbound);
  if (/^\s*(stop|unsubscribe|end|quit|cancel)\b/i.test(text)) optOut(scene, original);
  const rules = db.items('inbound_rules_sms').find({ where: { enabled: 1 } });
  const fired = rules.filter((rule) => isFor(rule, inbound));
  for (const rule of fired) fire(scene, rule, { inbound, original });
  return { id: inbound.message_id, rules: fired.map((rule) => ({ inbound_rule_id: rule.id, action: rule['action'] })) };
}

function keepInHistory({ world, db, caller }: ReceiveScene, original: Message, inbound: Inbox): void {
  db.messages('sms').insert({
    ...original,
    id: world.store.nextId(`${caller.account.id}/sms`),
    message_id: inbound.message_id,
    direction: 'in',
    date: inbound.timestamp,
    schedule: inbound.timestamp,
    to: inbound.to,
    from: inbound.from,
    body: inbound.body,
    status: 'Received',
    status_code: null,
    status_text: null,
    price: 0,
    parts: 1,
    campaign_id: null,
    dueAt: null,
  });
  addToDay(db, { at: inbound.timestamp, channel: 'sms', subaccountId: inbound.subaccount_id, inbound: 1 });
}

/** Takes who asks for silence out of the list that the message went to, and only out of that one, into the list of those who did. */
function optOut(scene: ReceiveScene, { to: number, list_id: from }: Message): void {
  const { db } = scene;
  const list = db
    .items('lists')
    .all()
    .find((one) => one['list_name'] === optOutList);
  if (list === undefined || from === list.id) return;
  for (const { id } of from === null ? [] : db.contacts.find({ where: { list_id: from, phone_number: number } })) {
    if (isIn(scene, list.id, number)) db.contacts.delete(id);
    else db.contacts.update(id, { list_id: list.id, date_updated: seconds(scene.world) });
  }
  if (!isIn(scene, list.id, number)) addContact(scene, list.id, { phone_number: number });
}

function isIn({ db }: ReceiveScene, listId: number, number: string): boolean {
  return db.contacts.first({ where: { list_id: listId, phone_number: number } }) !== undefined;
}

interface Received {
  readonly inbound: Inbox;
  readonly original: Message;
}

function fire(scene: ReceiveScene, rule: Item, received: Received): void {
  const action = textOf(rule['action']) ?? 'NONE';
  const address = textOf(rule['action_address']) ?? '';
  if (action.startsWith('CREATE_CONTACT')) createContact(scene, idOf(address), received);
  else deeds[action]?.(scene, { ...received, rule, address });
}

interface Deed extends Received {
  readonly rule: Item;
  readonly address: string;
}

const deeds: Readonly<Record<string, (scene: ReceiveScene, deed: Deed) => void>> = {
  POLL: ({ world, db, caller }, { inbound }) => {
    db.inbound.insert({ ...inbound, id: world.store.nextId(`${caller.account.id}/inbound`), isUnread: true });
  },
  URL: ({ world }, { rule, address, inbound, original }) => {
    const type = textOf(rule['webhook_type']) ?? 'post';
    const target = { url: address, type: isWebhookType(type) ? type : 'post', about: 'sms inbound' } as const;
    callAddress(world, target, inboundPayload({ ...inbound, id: 0, isUnread: true }, original.from));
  },
  EMAIL_USER: (scene, { inbound }) => mail(scene, scene.caller.account.user_email, inbound),
  EMAIL_FIXED: (scene, { address, inbound }) => mail(scene, address, inbound),
  AUTO_REPLY: (scene, { address, inbound }) => text(scene, { to: inbound.from, body: address, from: inbound.to }),
  SMS: (scene, { address, inbound }) => text(scene, { to: address, body: `${inbound.from}: ${inbound.body}` }),
  GROUP_SMS: (scene, { address, inbound }) => text(scene, { list_id: idOf(address), body: inbound.body }),
  MOVE_CONTACT: ({ db }, { address, inbound }) => {
    if (db.items('lists').get(idOf(address)) === undefined) return;
    for (const { id } of db.contacts.find({ where: { phone_number: inbound.from } })) {
      db.contacts.update(id, { list_id: idOf(address) });
    }
  },
};

function createContact(scene: ReceiveScene, listId: number, { inbound }: Received): void {
  if (scene.db.items('lists').get(listId) === undefined || isIn(scene, listId, inbound.from)) return;
  addContact(scene, listId, { phone_number: inbound.from });
}

function mail({ world }: ReceiveScene, to: string, { from, body }: Inbox): void {
  if (!to.includes('@')) return;
  world.outbox.send({ from: 'replies@clicksend.com', to, subject: `SMS from ${from}`, text: body });
}

function text(scene: ReceiveScene, message: Readonly<Record<string, unknown>>): void {
  sendMessages({ ...scene, channel: sms }, { messages: [message] });
}
