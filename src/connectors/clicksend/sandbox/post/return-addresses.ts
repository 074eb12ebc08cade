import type { Resource } from '../http/crud.ts';
import type { FieldRules } from '../http/fields.ts';

/** Fields of an address, as letters carry it. */
export const addressFields: FieldRules = {
  address_name: { kind: 'text', required: true, max: 255 },
  address_line_1: { kind: 'text', required: true },
  address_line_2: { kind: 'text', otherwise: '' },
  address_city: { kind: 'text', required: true },
  address_state: { kind: 'text', otherwise: '' },
  address_postal_code: { kind: 'text', required: true },
  address_country: { kind: 'text', required: true, max: 2 },
};

export const returnAddresses: Resource = {
  path: '/post/return-addresses',
  id: 'return_address_id',
  of: (db) => db.items('return_addresses'),
  fields: addressFields,
  added: ({ caller }) => ({ user_id: caller.account.id }),
  notFound: 'Return address record not found.',
  messages: {
    list: 'Here are your return addresses.',
    get: 'Here is your return address.',
    created: 'Your return address has been created.',
    updated: 'Your return address has been updated.',
    deleted: 'Your return address has been deleted.',
  },
};
