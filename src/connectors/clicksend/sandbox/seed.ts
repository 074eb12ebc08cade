import type { World } from '../../../sandbox/definition.ts';
import type { Caller } from './account/callers.ts';
import { openAccount } from './account/open.ts';
import { optOutList } from './automations/receive.ts';
import { type Db, dbOf } from './collections.ts';
import { addContact } from './contacts/contacts.ts';
import { createList } from './contacts/lists.ts';
import { forgetCounts } from './http/rate.ts';
import { seedExamples } from './seed-examples.ts';
import { seedMessages } from './seed-messages.ts';
import { seconds } from './time.ts';

/** The demo account's name and key; anybody on this machine may know them. */
export const demo = {
  username: 'demo',
  password: 'demo-password',
  apiKey: '0A1B2C3D-4E5F-4071-A293-A4B5C6D7E8F9',
} as const;

/** The key of the service's own accounts for tests. */
const testKey = 'D83DED51-9E35-4D42-9BB9-0E34B7CA85AE';

const person = {
  password: testKey,
  user_email: 'test@clicksend.com',
  user_phone: '+61411111111',
  user_first_name: 'Test',
  user_last_name: 'User',
  account_name: 'Test',
  country: 'AU',
};

function seedAccounts(world: World): Caller {
  const caller = openAccount(
    world,
    {
      username: demo.username,
      password: demo.password,
      user_email: 'demo@example.com',
      user_phone: '+61298765432',
      user_first_name: 'Dana',
      user_last_name: 'Demo',
      account_name: 'Demo Company',
      country: 'AU',
    },
    { apiKey: demo.apiKey, balanceMicros: 100_000_000 },
  );
  const test = { apiKey: testKey, balanceMicros: 0 };
  openAccount(world, { ...person, username: 'nocredit' }, test);
  openAccount(world, { ...person, username: 'notactive' }, { ...test, active: 0 });
  openAccount(world, { ...person, username: 'banned' }, { ...test, banned: 1 });
  return caller;
}

const people = [
  ['Ada', 'Lovelace', '+61491570156', 'ada@example.com'],
  ['Grace', 'Hopper', '+61491570157', 'grace@example.com'],
  ['Alan', 'Turing', '+447400123456', 'alan@example.com'],
  ['Katherine', 'Johnson', '+12025550143', 'katherine@example.com'],
] as const;

function seedItems(world: World, db: Db, caller: Caller): void {
  const nextId = (path: string): number => world.store.nextId(`${caller.account.id}${path}`);
  const templates = [
    {
      template_name: 'Appointment reminder',
      body: 'Hi (First Name), see you tomorrow at 10:00. Reply YES to confirm.',
    },
    { template_name: 'Order shipped', body: 'Your order is on its way.' },
  ];
  for (const template of templates) db.items('templates').insert({ ...template, id: nextId('/sms/templates') });
  db.items('email_addresses').insert({
    id: nextId('/email/addresses'),
    email_address: 'hello@example.com',
    verified: 1,
    date_added: String(seconds(world)),
    token: 'CONFIRMED',
  });
  db.items('return_addresses').insert({
    id: nextId('/post/return-addresses'),
    address_name: 'Demo Company',
    address_line_1: '123 Main Street',
    address_line_2: '',
    address_city: 'Perth',
    address_state: 'WA',
    address_postal_code: '6000',
    address_country: 'AU',
    user_id: caller.account.id,
  });
}

/** The demo account, and the service's own accounts for tests. */
export function seed(world: World): void {
  forgetCounts(world);
  world.store.transaction(() => {
    const caller = seedAccounts(world);
    const db = dbOf(world.store, caller.account.id);
    const scene = { world, db, caller };
    const list = createList(scene, 'Customers');
    for (const [first_name, last_name, phone_number, email] of people) {
      addContact(scene, list.id, { first_name, last_name, phone_number, email });
    }
    createList(scene, optOutList);
    seedItems(world, db, caller);
    seedMessages(scene);
    const [sample] = db.messages('sms').find({ orderBy: 'date', limit: 1 });
    if (sample) seedExamples(scene, sample);
  });
}
