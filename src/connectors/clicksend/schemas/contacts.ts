import { z } from 'zod';
import { id as idField, int, requiredText, shape, text } from '../../../kernel/shape.ts';
import { instant, moment } from '../times.ts';
import { id } from './common.ts';

export const contactList = shape('a contact list', {
  list_id: idField('Id of the list'),
  list_name: requiredText('Its name'),
  list_email_id: text('What its own e-mail address begins with'),
  _contacts_count: int('How many contacts it has'),
});

const personal = {
  first_name: text('First name'),
  last_name: text('Last name'),
  organization_name: text('Organisation'),
  phone_number: text("Number, '+61411111111'"),
  fax_number: text('Fax number'),
  email: text('E-mail address'),
  address_line_1: text('Street and number'),
  address_line_2: text('Second line of the address'),
  address_city: text('City'),
  address_state: text('State'),
  address_postal_code: text('Postal code'),
  address_country: text('Country, two letters'),
  custom_1: text('First field of your own; (Custom 1) in texts'),
  custom_2: text('Second field of your own'),
  custom_3: text('Third field of your own'),
  custom_4: text('Fourth field of your own'),
};

export const contact = shape('a contact', {
  contact_id: idField('Id of the contact'),
  list_id: int('List that it is on'),
  ...personal,
  date_added: instant('When it was added'),
});

/** A contact, or a list, that a search found. */
export const found = shape('what was found', {
  type: text("'contact' or 'list'"),
  id: idField('Id of the contact or of the list'),
  name: text('Name of the person or of the list'),
  contact: text('Number or e-mail address'),
  list_id: int('List that the contact is on'),
  contacts_count: int('How many contacts the list has'),
});

export const listName = z.string().min(1).max(255).describe('Name of the list');
export const toListId = id('Id of the list to put it on; list-contact-lists gives it');
export const optOutListId = id('Id of the list of people who opted out; list-contact-lists gives it');
export const updatedAfter = moment(
  'Only contacts that changed since: ISO 8601 with an offset, or Unix seconds',
).optional();

const fieldNames = [
  'phone_number',
  'email',
  'fax_number',
  'first_name',
  'last_name',
  'organization_name',
  'address_line_1',
  'address_line_2',
  'address_city',
  'address_state',
  'address_postal_code',
  'address_country',
  'custom_1',
  'custom_2',
  'custom_3',
  'custom_4',
] as const;

export const duplicateFields = z
  .array(z.enum(fieldNames))
  .min(1, 'name at least one field')
  .default(['phone_number'])
  .describe('Fields in which two contacts agree to be the same: phone_number, email, last_name … Default phone_number');

export const fieldOrder = z
  .array(z.union([z.enum(fieldNames), z.literal('')]))
  .min(1)
  .max(30)
  .describe(
    "What each column of the file is, in their order: phone_number, first_name …; '' for a column to leave out",
  );

function line(description: string) {
  return z.string().max(255).optional().describe(description);
}

/** What a contact is made of; its number goes through the check of numbers. */
export const contactBody = {
  phone_number: z
    .string()
    .min(3)
    .max(40)
    .optional()
    .describe("Number, '+61411111111', or a local one with address_country"),
  fax_number: line('Fax number'),
  email: z.email().optional().describe('E-mail address'),
  first_name: line('First name'),
  last_name: line('Last name'),
  organization_name: line('Organisation'),
  address_line_1: line('Street and number'),
  address_line_2: line('Second line of the address'),
  address_city: line('City'),
  address_state: line('State'),
  address_postal_code: line('Postal code'),
  address_country: z
    .string()
    .regex(/^[A-Z]{2}$/, "two letters such as 'AU'")
    .optional()
    .describe('Country, two letters: AU, GB, US'),
  custom_1: line('First field of your own; (Custom 1) in texts'),
  custom_2: line('Second field of your own'),
  custom_3: line('Third field of your own'),
  custom_4: line('Fourth field of your own'),
};
