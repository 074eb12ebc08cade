import type { ReceiveScene } from './automations/receive.ts';
import { fixedUuid } from './ids.ts';
import { addToDay } from './messages/days.ts';
import type { Message } from './messages/entities.ts';
import { priceOf } from './messages/prices.ts';
import { seconds } from './time.ts';

const daySeconds = 86_400;

const sent = [
  { daysAgo: 6, to: '+61491570156', country: 'AU', body: 'Hi Ada, your order 1001 has shipped.', custom: 'order-1001' },
  {
    daysAgo: 4,
    to: '+61491570157',
    country: 'AU',
    body: 'Hi Grace, your order 1002 has shipped.',
    custom: 'order-1002',
  },
  {
    daysAgo: 2,
    to: '+447400123456',
    country: 'GB',
    body: 'Hi Alan, your order 1003 has shipped.',
    custom: 'order-1003',
  },
] as const;

/** A message that arrived just now, to be made into others. */
function template({ world, caller }: ReceiveScene): Omit<Message, 'id' | 'message_id'> {
  const now = seconds(world);
  return {
    direction: 'out',
    date: now,
    schedule: now,
    to: '',
    from: '+61429774111',
    body: '',
    status: 'Sent',
    status_code: '201',
    status_text: 'Success: Message received on handset.',
    error_code: null,
    error_text: null,
    parts: 1,
    price: 0,
    custom_string: '',
    from_email: null,
    list_id: null,
    contact_id: null,
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    username: caller.subaccount.api_username,
    country: 'AU',
    carrier: 'Telstra',
    first_name: null,
    last_name: null,
    isShared: true,
    isTest: false,
    campaign_id: null,
    extra: {},
    dueAt: null,
  };
}

/** A little history: three delivered messages, and one that waits for its time. */
export function seedMessages(scene: ReceiveScene): void {
  const { world, db, caller } = scene;
  const now = seconds(world);
  const messages = db.messages('sms');
  const nextId = (): number => world.store.nextId(`${caller.account.id}/sms`);
  for (const [index, { daysAgo, custom, ...message }] of sent.entries()) {
    const date = now - daysAgo * daySeconds;
    const price = priceOf('sms', message.country, 1);
    const carrier = message.country === 'AU' ? 'Telstra' : '';
    const ids = { id: nextId(), message_id: fixedUuid(index + 1), custom_string: custom };
    messages.insert({ ...template(scene), ...message, ...ids, carrier, date, schedule: date, price });
    addToDay(db, { at: date, channel: 'sms', subaccountId: caller.subaccount.id, count: 1, price });
  }
  const schedule = now + 30 * daySeconds;
  const price = priceOf('sms', 'AU', 1);
  addToDay(db, { at: now, channel: 'sms', subaccountId: caller.subaccount.id, count: 1, price });
  messages.insert({
    ...template(scene),
    id: nextId(),
    message_id: fixedUuid(9),
    to: '+61491570156',
    body: 'Hi Ada, your subscription ends today.',
    custom_string: 'renewal-1001',
    price,
    status: 'Scheduled',
    status_code: null,
    status_text: null,
    schedule,
    dueAt: schedule,
  });
}
