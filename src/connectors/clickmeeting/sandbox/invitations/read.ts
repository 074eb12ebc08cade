import { readName } from '../contacts.ts';
import type { Invitation } from '../entities.ts';
import type { Check } from '../http/check.ts';
import { type Fields, recordOf } from '../http/fields.ts';

const maxAttendees = 1000;
// The vendor's document has these two; a host is never invited by mail.
const invitedRoles = ['listener', 'presenter'] as const;
const templates = ['basic', 'advanced'] as const;

export type Invitee = Pick<Invitation, 'email' | 'firstName' | 'lastName' | 'role' | 'template'>;

/** Who is invited, once for each address, and how: `role` and `template` of an attendee go before those of the request. */
export function readInvitees(check: Check): Invitee[] {
  const common = { role: check.choice('role', invitedRoles), template: check.choice('template', templates) };
  const attendees = attendeesOf(check);
  if (attendees.length === 0) check.complain('attendees', 'is required: send attendees[0][email]');
  if (attendees.length > maxAttendees) {
    check.complain('attendees', `has ${attendees.length} entries, more than ${maxAttendees}`);
    return [];
  }
  const invitees = new Map<string, Invitee>();
  for (const attendee of attendees) {
    const invitee = readInvitee(attendee, common);
    const key = invitee.email.toLowerCase();
    if (!invitees.has(key)) invitees.set(key, invitee);
  }
  return [...invitees.values()];
}

/** The attendees as clients spell them: records or plain addresses, in a list, or one alone. */
function attendeesOf(check: Check): Check[] {
  const value = check.value('attendees');
  if (value === undefined || value === null || value === '') return [];
  const list = recordOf(value);
  if (list === undefined) return [check.within('attendees', { email: value })];
  if (Object.hasOwn(list, 'email')) return [check.within('attendees', list)];
  return Object.entries(list).map(([index, item]) => {
    const record: Fields = recordOf(item) ?? { email: item };
    return check.within(`attendees[${index}]`, record);
  });
}

type Common = { readonly [K in 'role' | 'template']: Invitee[K] | undefined };

function readInvitee(check: Check, common: Common): Invitee {
  const [firstName, lastName] = ['firstname', 'lastname'].map((name) => {
    const text = readName(check, name);
    // The separator inside a login link.
    if (text?.includes('@|-|@')) check.complain(name, 'must not contain @|-|@');
    return text ?? '';
  });
  return {
    email: check.email('email', { required: true }) ?? '',
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    role: check.choice('role', invitedRoles) ?? common.role ?? 'listener',
    template: check.choice('template', templates) ?? common.template ?? 'basic',
  };
}
