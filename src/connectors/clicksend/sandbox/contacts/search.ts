import { pageOf, paginator } from '../http/pages.ts';
import { badRequest } from '../http/refusal.ts';
import { type Call, get, type Route } from '../http/route.ts';

const allSuggested = 100;

/** Contacts and lists of which a part of a name, number or address is known. */
function search(call: Call) {
  const wanted = (call.query.get('q') ?? '').trim().toLowerCase();
  if (wanted === '') throw badRequest('Some required fields are missing: q.');
  const has = (...texts: readonly (unknown | null)[]): boolean =>
    texts.some((text) => typeof text === 'string' && text.toLowerCase().includes(wanted));
  const contacts = call.db.contacts.all().filter((contact) => {
    const name = `${contact.first_name ?? ''} ${contact.last_name ?? ''}`;
    return has(name, contact.phone_number, contact.email, contact.organization_name);
  });
  const lists = call.db.items('lists').all();
  const rows = [
    ...contacts.map((contact) => ({
      id: contact.id,
      name: [contact.first_name, contact.last_name].filter((part) => part).join(' '),
      contact: contact.phone_number ?? contact.email ?? contact.fax_number,
      contacts_count: null,
      type: 'contact',
      list_id: contact.list_id,
    })),
    ...lists
      .filter((list) => has(list['list_name']))
      .map((list) => ({
        id: list.id,
        name: list['list_name'],
        contact: list['list_email_id'],
        contacts_count: call.db.contacts.count({ list_id: list.id }),
        type: 'list',
        list_id: list.id,
      })),
  ].slice(0, allSuggested);
  // The words of the search are no conditions on fields.
  const query = new URLSearchParams([...call.query].filter(([name]) => name !== 'q'));
  const { paging, part } = pageOf({ ...call, query }, rows);
  return { message: 'Here are some search result.', data: paginator(call, paging, part) };
}

export const searchRoutes: readonly Route[] = [get('/search/contacts-lists', search)];
