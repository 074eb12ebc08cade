import type { Collection, Document } from '../../../sandbox/collection.ts';
import type { Store } from '../../../sandbox/store.ts';
import type { Account, Subaccount } from './account/entities.ts';
import type { Campaign } from './campaigns/entities.ts';
import type { Contact, ImportJob } from './contacts/entities.ts';
import type { EmailMessage } from './email/entities.ts';
import type { StoredFile } from './files/entities.ts';
import type { Item } from './http/crud.ts';
import type { DayTotal, Inbound, Message, Receipt } from './messages/entities.ts';
import type { PostItem } from './post/entities.ts';

/** The demo account; its data is what a fresh sandbox shows. */
export const demoUserId = 1;

/** Accounts of all users. */
export function accountsOf(store: Store): Collection<Account> {
  return store.collection<Account>('accounts', { indexes: ['username'] });
}

/** Logins of all accounts. */
export function subaccountsOf(store: Store): Collection<Subaccount> {
  return store.collection<Subaccount>('subaccounts', { indexes: ['api_username', 'user_id'] });
}

/** Files of all accounts; their names cannot be guessed. */
export function filesOf(store: Store): Collection<StoredFile> {
  return store.collection<StoredFile>('files', { indexes: ['date_delete'] });
}

const messageIndexes = ['message_id', 'date', ['status', 'date'], ['to', 'date'], 'dueAt'] as const;

/** Names of the plain resources, each a collection of its own. */
export type ItemName =
  | 'templates'
  | 'lists'
  | 'email_addresses'
  | 'email_templates'
  | 'return_addresses'
  | 'email_sms'
  | 'stripped_strings'
  | 'delivery_issues'
  | `receipt_rules_${RuleChannel}`
  | `inbound_rules_${'sms' | 'fax'}`;

/** What delivery receipts come from. */
export type RuleChannel = ChannelName | 'email' | 'fax';

/** What messages are sent by. */
export type ChannelName = 'sms' | 'voice' | 'mms';

/** The data of one account. Each collection is made at its first use. */
export interface Db {
  messages(channel: ChannelName): Collection<Message>;
  items(name: ItemName): Collection<Item>;
  readonly receipts: Collection<Receipt>;
  readonly inbound: Collection<Inbound>;
  readonly contacts: Collection<Contact>;
  readonly imports: Collection<ImportJob>;
  readonly campaigns: Collection<Campaign>;
  readonly emails: Collection<EmailMessage>;
  readonly post: Collection<PostItem>;
  readonly days: Collection<DayTotal>;
}

/** Opens an account's data. Accounts share no collection, so nothing of one can show up in another. */
export function dbOf(store: Store, userId: number): Db {
  const prefix = userId === demoUserId ? '' : `u${userId}_`;
  const open = <T extends Document>(name: string, indexes: readonly (string | readonly string[])[] = []) =>
    store.collection<T>(prefix + name, { indexes });
  return {
    messages: (channel) => open<Message>(channel, messageIndexes),
    items: (name) => open<Item>(name),
    get receipts() {
      return open<Receipt>('receipts', ['message_id', ['channel', 'isUnread']]);
    },
    get inbound() {
      return open<Inbound>('inbound', ['message_id', 'original_message_id', 'isUnread']);
    },
    get contacts() {
      return open<Contact>('contacts', ['list_id', 'phone_number']);
    },
    get imports() {
      return open<ImportJob>('imports', ['dueAt']);
    },
    get campaigns() {
      return open<Campaign>('campaigns', ['channel', 'dueAt']);
    },
    get emails() {
      return open<EmailMessage>('emails', ['message_id', 'campaign_id', 'dueAt']);
    },
    get post() {
      return open<PostItem>('post', ['kind', 'dueAt']);
    },
    get days() {
      return open<DayTotal>('days', ['day']);
    },
  };
}
