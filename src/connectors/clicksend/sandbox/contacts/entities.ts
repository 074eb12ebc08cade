/** What a contact is made of, in the order of an import file. */
export const contactFields = [
  'phone_number',
  'first_name',
  'last_name',
  'custom_1',
  'custom_2',
  'custom_3',
  'custom_4',
  'fax_number',
  'organization_name',
  'email',
  'address_line_1',
  'address_line_2',
  'address_city',
  'address_state',
  'address_postal_code',
  'address_country',
] as const;

export type ContactField = (typeof contactFields)[number];

/** Somebody in a list. */
export interface Contact extends Readonly<Record<ContactField, string | null>> {
  readonly id: number;
  readonly list_id: number;
  /** Epoch seconds. */
  readonly date_added: number;
  readonly date_updated: number;
}

/** A file of contacts that waits to be read. */
export interface ImportJob {
  readonly id: number;
  readonly list_id: number;
  readonly file: string;
  readonly fields: readonly (ContactField | null)[];
  readonly country: string;
  /** Epoch seconds; null when it was read. */
  readonly dueAt: number | null;
}
