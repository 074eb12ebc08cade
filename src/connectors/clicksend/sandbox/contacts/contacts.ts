import type { Item } from '../http/crud.ts';
import { type Fields, idOf, integerOf, textOf } from '../http/fields.ts';
import { listOf } from '../http/pages.ts';
import { notFound, notPermitted, Refusal } from '../http/refusal.ts';
import { type Call, get, post, put, type Route, remove } from '../http/route.ts';
import { recipientOf } from '../messages/recipients.ts';
import { seconds } from '../time.ts';
import { type Contact, type ContactField, contactFields } from './entities.ts';

/** The list that a path names. Errors: 403, for one of others too. */
export function listNamed({ db, params }: Call, name: string): Item {
  const list = db.items('lists').get(idOf(params[name]));
  if (list === undefined) throw notPermitted();
  return list;
}

/** The contact of a list that a path names. Errors: 403, 404. */
function contactNamed(call: Call, listName: string): Contact {
  const list = listNamed(call, listName);
  const contact = call.db.contacts.get(idOf(call.params['contact_id']));
  if (contact === undefined || contact.list_id !== list.id) throw notFound('Contact record not found.');
  return contact;
}

export function showContact({ db }: Pick<Call, 'db'>, contact: Contact) {
  const { id, list_id, date_added, date_updated, ...fields } = contact;
  return {
    contact_id: id,
    list_id,
    ...fields,
    date_added: String(date_added),
    date_updated: String(date_updated),
    _list_name: db.items('lists').get(list_id)?.['list_name'] ?? null,
  };
}

/** Fields that are given, numbers in E.164. Errors: 400 for a number that is none. */
export function contactChanges(fields: Fields, country: string): Partial<Record<ContactField, string | null>> {
  const given = contactFields.filter((name) => Object.hasOwn(fields, name));
  return Object.fromEntries(
    given.map((name) => {
      const text = textOf(fields[name])?.trim() ?? '';
      return [name, text === '' ? emptyOf(name) : checked(name, text, textOf(fields['address_country']) ?? country)];
    }),
  );
}

function emptyOf(name: ContactField): string | null {
  return name.startsWith('custom_') ? '' : null;
}

function checked(name: ContactField, text: string, country: string): string {
  if (name === 'phone_number' || name === 'fax_number') {
    const number = recipientOf(text, country)?.number;
    if (number === undefined) throw new Refusal(400, 400, `The ${name.replace('_', ' ')} is invalid.`);
    return number;
  }
  if (name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) {
    throw new Refusal(400, 400, 'The email must be a valid email address.');
  }
  return text;
}

/** Errors: 400 when a contact can be reached in no way. */
export function refuseUnreachable(contact: Partial<Contact>): void {
  if (contact.phone_number || contact.email || contact.fax_number) return;
  throw new Refusal(400, 400, 'One of these fields is required: phone_number, email, fax_number.');
}

export function addContact(
  call: Pick<Call, 'world' | 'db' | 'caller'>,
  listId: number,
  changes: Partial<Record<ContactField, string | null>>,
): Contact {
  const now = seconds(call.world);
  const empty = Object.fromEntries(contactFields.map((name) => [name, emptyOf(name)]));
  return call.db.contacts.insert({
    ...(empty as Record<ContactField, string | null>),
    ...changes,
    id: call.world.store.nextId(`${call.caller.account.id}/contacts`, 552_800),
    list_id: listId,
    date_added: now,
    date_updated: now,
  });
}

function create(call: Call) {
  const list = listNamed(call, 'list_id');
  const changes = contactChanges(call.fields, call.caller.account.country);
  refuseUnreachable(changes);
  const contact = addContact(call, list.id, changes);
  return { message: 'New contact has been created.', data: showContact(call, contact) };
}

function update(call: Call) {
  const contact = contactNamed(call, 'list_id');
  const changes = contactChanges(call.fields, call.caller.account.country);
  refuseUnreachable({ ...contact, ...changes });
  const changed = call.db.contacts.update(contact.id, { ...changes, date_updated: seconds(call.world) });
  return { message: `Contact #${contact.id} has been updated.`, data: showContact(call, changed) };
}

function transfer(call: Call) {
  const { id } = contactNamed(call, 'from_list_id');
  const list = listNamed(call, 'to_list_id');
  const moved = call.db.contacts.update(id, { list_id: list.id, date_updated: seconds(call.world) });
  return { message: `Contact #${id} has been transferred to List #${list.id}`, data: showContact(call, moved) };
}

export const contactRoutes: readonly Route[] = [
  get('/lists/:list_id/contacts', (call) => {
    const list = listNamed(call, 'list_id');
    const after = integerOf(call.query.get('updated_after'));
    const where = { list_id: list.id, ...(after === undefined ? {} : { date_updated: { gt: after } }) };
    const data = listOf(call, call.db.contacts, { show: (contact) => showContact(call, contact), where });
    return { message: 'Here are your data.', data };
  }),
  post('/lists/:list_id/contacts', create),
  get('/lists/:list_id/contacts/:contact_id', (call) => ({
    message: 'Here are your data.',
    data: showContact(call, contactNamed(call, 'list_id')),
  })),
  put('/lists/:list_id/contacts/:contact_id', update),
  remove('/lists/:list_id/contacts/:contact_id', (call) => {
    const { id } = contactNamed(call, 'list_id');
    call.db.contacts.delete(id);
    return { message: `Contact #${id} has been deleted.`, data: [] };
  }),
  put('/lists/:from_list_id/contacts/:contact_id/copy/:to_list_id', (call) => {
    const { id, list_id: _, date_added: __, date_updated: ___, ...fields } = contactNamed(call, 'from_list_id');
    const list = listNamed(call, 'to_list_id');
    const copy = addContact(call, list.id, fields);
    return { message: `Contact #${id} has been copied to List #${list.id}`, data: showContact(call, copy) };
  }),
  put('/lists/:from_list_id/contacts/:contact_id/transfer/:to_list_id', transfer),
  put('/lists/:from_list_id/contacts/:contact_id/:to_list_id', transfer),
];
