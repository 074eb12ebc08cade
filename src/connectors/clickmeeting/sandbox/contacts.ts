import { getCountry } from 'countries-and-timezones';
import type { World } from '../../../sandbox/definition.ts';
import type { Collections } from './collections.ts';
import type { Contact } from './entities.ts';
import { Check } from './http/check.ts';
import { ok, type Route } from './http/route.ts';

type ContactFacts = Pick<Contact, 'accountId' | 'email' | 'firstName' | 'lastName'> &
  Partial<Pick<Contact, 'phone' | 'company' | 'country'>>;

const contactId = ({ accountId, email }: Pick<Contact, 'accountId' | 'email'>): string =>
  `${accountId}:${email.toLowerCase()}`;

/** Adds a contact or updates the one with this address; facts that are left out stay as they are. */
export function saveContact(world: World, db: Collections, facts: ContactFacts): Contact {
  const id = contactId(facts);
  const updatedAt = world.clock.now();
  if (db.contacts.get(id) !== undefined) return db.contacts.update(id, { ...facts, updatedAt });
  return db.contacts.insert({
    phone: null,
    company: null,
    country: null,
    ...facts,
    id,
    createdAt: updatedAt,
    updatedAt,
  });
}

/** Adds the people of invitations and registrations; a known contact is left alone. */
export function addContactOnce(
  world: World,
  db: Collections,
  facts: Pick<Contact, 'accountId' | 'email' | 'firstName' | 'lastName'>,
): void {
  if (db.contacts.get(contactId(facts)) !== undefined) return;
  const { accountId, email, firstName, lastName } = facts;
  saveContact(world, db, { accountId, email, firstName, lastName });
}

/** A name on one line: it will stand in headers of mails and in lists. */
export function readName(check: Check, name: string, rule: { readonly required?: boolean } = {}): string | undefined {
  return check.filled(name, { max: 255, ...rule })?.replace(/\s+/g, ' ');
}

/** A telephone number in any common spelling; complains about text that is none. */
export function readPhone(check: Check, name: string): string | undefined {
  const phone = check.filled(name, { max: 50 });
  const digits = phone?.replace(/\D/g, '').length ?? 0;
  if (phone === undefined || (digits >= 3 && /^\+?[\d\s()./#x-]+$/i.test(phone))) return phone;
  return check.complain(name, `must be a telephone number like +48 58 123 45 67, not ${JSON.stringify(phone)}`);
}

function readCountry(check: Check): string | undefined {
  const country = check.filled('country', { max: 50 })?.toUpperCase();
  if (country === undefined || (/^[A-Z]{2}$/.test(country) && getCountry(country) !== null)) return country;
  return check.complain('country', `must be an ISO 3166-1 code of two letters, not ${JSON.stringify(country)}`);
}

export const contactRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/contacts',
    handle: ({ world, db, account, fields }) => {
      const check = new Check(fields);
      const email = check.email('email', { required: true });
      const firstName = readName(check, 'firstname', { required: true });
      const lastName = readName(check, 'lastname', { required: true });
      const phone = readPhone(check, 'phone');
      const company = readName(check, 'company');
      const country = readCountry(check);
      check.done();
      saveContact(world, db, {
        accountId: account.userId,
        email: email ?? '',
        firstName: firstName ?? '',
        lastName: lastName ?? '',
        ...(phone === undefined ? {} : { phone }),
        ...(company === undefined ? {} : { company }),
        ...(country === undefined ? {} : { country }),
      });
      return ok({ status: 'OK' });
    },
  },
];
