import type { ReceiveScene } from './automations/receive.ts';
import type { Campaign } from './campaigns/entities.ts';
import { subaccountsOf } from './collections.ts';
import { fixedUuid } from './ids.ts';
import { addToDay } from './messages/days.ts';
import type { Message } from './messages/entities.ts';
import type { PostItem } from './post/entities.ts';
import { seconds } from './time.ts';

const daySeconds = 86_400;

/** Far beyond what a sequence reaches, so that the first of a kind that is made is still number 1. */
const fixedId = 9001;

/** One of every kind, under ids that stay the same: what documents and examples name. None of it is due soon, or costs anything. */
export function seedExamples(scene: ReceiveScene, sample: Message): void {
  seedItems(scene);
  seedSubaccount(scene);
  const schedule = seconds(scene.world) + 30 * daySeconds;
  const waiting = { status: 'Scheduled', schedule, dueAt: schedule, price: 0 } as const;
  const { messages } = scene.db;
  const message = { ...sample, ...waiting, id: fixedId, status_code: null, status_text: null };
  const media = { subject: 'Hello', priority: 10, _media_file_url: 'https://example.com/hello.jpg' };
  messages('mms').insert({ ...message, message_id: fixedUuid(11), extra: media });
  const spoken = { lang: 'en-au', voice: 'female', require_input: 0, machine_detection: 0, to_type: 'mobile' };
  messages('voice').insert({ ...message, message_id: fixedUuid(12), extra: spoken });
  for (const channel of ['mms', 'voice', 'post', 'post']) {
    addToDay(scene.db, { at: message.date, channel, subaccountId: message.subaccount_id, count: 1 });
  }
  seedCampaigns(scene, schedule);
  seedPost(scene, waiting);
  seedAnswers(scene, sample);
}

function seedItems({ world, db }: ReceiveScene): void {
  const rule = { rule_name: 'Example, off', action: 'POLL', action_address: '', enabled: 0, webhook_type: 'post' };
  const search = { dedicated_number: '*', message_search_type: 0, message_search_term: '', body: null };
  const items = {
    receipt_rules_sms: { ...rule, match_type: 0 },
    inbound_rules_sms: { ...rule, ...search },
    email_templates: { template_name: 'News', template_id_master: 11, body: '<p>Hello (First Name)</p>' },
    email_addresses: {
      email_address: 'unconfirmed@example.com',
      verified: 0,
      date_added: String(seconds(world)),
      token: 'EXAMPLE-TOKEN',
    },
  } as const;
  for (const name of ['receipt_rules_sms', 'inbound_rules_sms', 'email_templates', 'email_addresses'] as const)
    db.items(name).insert({ ...items[name], id: fixedId });
}

function seedSubaccount({ world, caller }: ReceiveScene): void {
  subaccountsOf(world.store).insert({
    ...caller.subaccount,
    id: fixedId,
    api_username: 'demo-billing',
    api_key: fixedUuid(90),
    email: 'billing@example.com',
    first_name: 'Bill',
    last_name: 'Ing',
    access_users: 0,
    notes: null,
  });
}

function seedCampaigns({ world, db, caller }: ReceiveScene, schedule: number): void {
  const [list] = db.items('lists').all();
  const campaign: Omit<Campaign, 'id' | 'channel' | 'extra'> = {
    status: 'Scheduled',
    list_id: list?.id ?? 0,
    name: 'Spring',
    body: 'Hello (First Name), new hours from Monday.',
    schedule,
    date_added: seconds(world),
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    username: caller.subaccount.api_username,
    total: 0,
    dueAt: schedule,
  };
  const media = { subject: 'Spring', media_file: 'https://example.com/spring.jpg' };
  const mail = { subject: 'Spring', from_email_address_id: 1, from_name: 'Demo Company', template_id: null };
  db.campaigns.insert({ ...campaign, id: fixedId, channel: 'sms', extra: { from: '', url_to_shorten: null } });
  db.campaigns.insert({ ...campaign, id: fixedId + 1, channel: 'mms', extra: { from: '', ...media } });
  db.campaigns.insert({ ...campaign, id: fixedId + 2, channel: 'email', extra: mail });
}

function seedPost(
  { world, db, caller }: ReceiveScene,
  waiting: Pick<PostItem, 'status' | 'schedule' | 'dueAt' | 'price'>,
) {
  const address = {
    address_name: 'Ada Lovelace',
    address_line_1: '1 Main Street',
    address_line_2: '',
    address_city: 'Perth',
    address_state: 'WA',
    address_postal_code: '6000',
    address_country: 'AU',
  };
  const piece: Omit<PostItem, 'id' | 'kind' | 'message_id'> = {
    ...waiting,
    date_added: seconds(world),
    user_id: caller.account.id,
    subaccount_id: caller.subaccount.id,
    fields: { _file_url: 'https://example.com/piece.pdf', ...address, return_address_id: 1, custom_string: null },
  };
  db.post.insert({ ...piece, id: fixedId, kind: 'letter', message_id: fixedUuid(21) });
  db.post.insert({ ...piece, id: fixedId + 1, kind: 'postcard', message_id: fixedUuid(22) });
}

/** A receipt and a reply that were read already. */
function seedAnswers({ db }: ReceiveScene, sample: Message): void {
  const { message_id, date, custom_string, user_id, subaccount_id } = sample;
  const common = { id: fixedId, custom_string, user_id, subaccount_id, isUnread: false };
  db.receipts.insert({
    ...common,
    channel: 'sms',
    message_id,
    timestamp_send: date,
    timestamp: date + 5,
    status_code: '201',
    status_text: 'Success: Message received on handset.',
    error_code: null,
    error_text: null,
    digits: null,
  });
  db.inbound.insert({
    ...common,
    message_id: fixedUuid(31),
    timestamp: date + 600,
    from: sample.to,
    to: sample.from,
    body: 'Thank you!',
    original_body: sample.body,
    original_message_id: message_id,
  });
}
