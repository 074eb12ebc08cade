import { exportFile } from '../files/exports.ts';
import type { Item } from '../http/crud.ts';
import { showItem } from '../http/crud.ts';
import { readChanges, readFields, textOf } from '../http/fields.ts';
import { longPaginator, pageOf } from '../http/pages.ts';
import { badRequest } from '../http/refusal.ts';
import { type Call, get, post, put, type Route, remove } from '../http/route.ts';
import { newListAddress } from '../ids.ts';
import { listNamed, showContact } from './contacts.ts';
import { contactFields } from './entities.ts';

const rules = { list_name: { kind: 'text', required: true, max: 100 } } as const;

export function showList({ db }: Pick<Call, 'db'>, list: Item) {
  return { ...showItem({ id: 'list_id' }, list), _contacts_count: db.contacts.count({ list_id: list.id }) };
}

/** Makes a list; also for seeding. */
export function createList({ world, db, caller }: Pick<Call, 'world' | 'db' | 'caller'>, name: string): Item {
  return db.items('lists').insert({
    id: world.store.nextId(`${caller.account.id}/lists`, 428),
    list_name: name,
    list_email_id: newListAddress(world.random),
  });
}

function removeDuplicates(call: Call) {
  const list = listNamed(call, 'list_id');
  const given = call.fields['fields'];
  // The service's own client sends an object of the fields, its documentation a list of their names.
  const names = Array.isArray(given) ? given.map(textOf) : Object.keys(typeof given === 'object' && given ? given : {});
  const fields = contactFields.filter((field) => names.includes(field));
  if (fields.length === 0) throw badRequest('Some required fields are missing: fields.');
  const seen = new Set<string>();
  let deleted = 0;
  for (const contact of call.db.contacts.find({ where: { list_id: list.id } })) {
    const key = JSON.stringify(fields.map((field) => contact[field]?.toLowerCase() ?? ''));
    if (seen.has(key)) {
      call.db.contacts.delete(contact.id);
      deleted += 1;
    }
    seen.add(key);
  }
  return { message: 'Your list duplicate contacts has been deleted.', data: { deleted } };
}

function removeOptedOut(call: Call) {
  const list = listNamed(call, 'list_id');
  const optedOut = listNamed(call, 'opt_out_list_id');
  const gone = call.db.contacts.find({ where: { list_id: optedOut.id } });
  const numbers = new Set(gone.map((contact) => contact.phone_number).filter((number) => number !== null));
  const emails = new Set(gone.map(({ email }) => email?.toLowerCase()).filter((email) => email !== undefined));
  let deleted = 0;
  for (const { id, phone_number, email } of call.db.contacts.find({ where: { list_id: list.id } })) {
    const isGone =
      (phone_number !== null && numbers.has(phone_number)) || (email !== null && emails.has(email.toLowerCase()));
    if (isGone && call.db.contacts.delete(id)) deleted += 1;
  }
  return { message: 'Optout contacts has been deleted.', data: { deleted } };
}

export const listRoutes: readonly Route[] = [
  get('/lists', (call) => {
    const rows = call.db.items('lists').all();
    const { paging, part } = pageOf(
      call,
      rows.map((list) => showList(call, list)),
    );
    return { message: 'Here are your data.', data: longPaginator(call, paging, part) };
  }),
  post('/lists', (call) => {
    const { list_name: name } = readFields(rules, call.fields);
    const list = createList(call, String(name));
    return { message: 'New list has been created.', data: showList(call, list) };
  }),
  get('/lists/:list_id', (call) => ({
    message: 'Here are your data.',
    data: showList(call, listNamed(call, 'list_id')),
  })),
  put('/lists/:list_id', (call) => {
    const { id } = listNamed(call, 'list_id');
    const list = call.db.items('lists').update(id, readChanges(rules, call.fields));
    return { message: `List #${id} has been updated.`, data: showList(call, list) };
  }),
  remove('/lists/:list_id', (call) => {
    const { id } = listNamed(call, 'list_id');
    call.db.contacts.deleteWhere({ list_id: id });
    call.db.items('lists').delete(id);
    return { message: `List #${id} has been deleted.`, data: [] };
  }),
  put('/lists/:list_id/remove-duplicates', removeDuplicates),
  put('/lists/:list_id/remove-opted-out-contacts/:opt_out_list_id', removeOptedOut),
  get('/lists/:list_id/export', (call) => {
    const where = { list_id: listNamed(call, 'list_id').id };
    const rows = call.db.contacts.find({ where }).map((contact) => showContact(call, contact));
    return { message: 'Download your file here.', data: exportFile(call, rows) };
  }),
];
