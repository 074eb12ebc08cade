import type { Contact, ContactField } from '../contacts/entities.ts';

const fieldsByName: Readonly<Record<string, ContactField>> = {
  'first name': 'first_name',
  'last name': 'last_name',
  email: 'email',
  phone: 'phone_number',
  'phone number': 'phone_number',
  'organization name': 'organization_name',
  'organisation name': 'organization_name',
  'custom 1': 'custom_1',
  'custom 2': 'custom_2',
  'custom 3': 'custom_3',
  'custom 4': 'custom_4',
  'custom field 1': 'custom_1',
  'custom field 2': 'custom_2',
  'custom field 3': 'custom_3',
  'custom field 4': 'custom_4',
  'address line 1': 'address_line_1',
  'address line 2': 'address_line_2',
  city: 'address_city',
  state: 'address_state',
  'postal code': 'address_postal_code',
  country: 'address_country',
};

/** Puts what is known of a contact in the place of `(First Name)` and the like. Other words in brackets stay. */
export function filledFor(text: string, contact: Contact): string {
  return text.replace(/\(([A-Za-z][A-Za-z0-9 ]{2,20})\)/g, (whole, name: string) => {
    const known = name.toLowerCase();
    const field = Object.hasOwn(fieldsByName, known) ? fieldsByName[known] : undefined;
    return field === undefined ? whole : (contact[field] ?? '');
  });
}
