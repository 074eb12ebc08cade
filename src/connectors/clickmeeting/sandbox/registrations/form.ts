import { readName, readPhone } from '../contacts.ts';
import type { Room } from '../entities.ts';
import type { Check } from '../http/check.ts';
import type { FieldValue } from '../http/fields.ts';

/** One question of a registration form. */
export interface FormField {
  /** Its number, the same in every form: clients send `registration[10]`. */
  readonly id: number;
  /** How lists of registrations name the answer. */
  readonly label: string;
  /** `lines`: a text of several lines. */
  readonly kind: 'text' | 'email' | 'tel' | 'lines';
  readonly required: boolean;
  readonly maxLength: number;
  /** HTML's `autocomplete`. */
  readonly autocomplete: string;
}

export type FormTemplate = Room['registrationTemplate'];

const text = { kind: 'text', required: false, maxLength: 255 } as const;

const fields = {
  firstName: { ...text, id: 1, label: 'First Name', required: true, autocomplete: 'given-name' },
  lastName: { ...text, id: 2, label: 'Last Name', required: true, autocomplete: 'family-name' },
  email: { id: 3, label: 'Email Address', kind: 'email', required: true, maxLength: 254, autocomplete: 'email' },
  phone: { id: 4, label: 'Phone', kind: 'tel', required: false, maxLength: 50, autocomplete: 'tel' },
  city: { ...text, id: 7, label: 'City', autocomplete: 'address-level2' },
  country: { ...text, id: 9, label: 'Country', autocomplete: 'country-name' },
  company: { ...text, id: 10, label: 'Company', autocomplete: 'organization' },
  jobTitle: { ...text, id: 11, label: 'Job Title', autocomplete: 'organization-title' },
  comments: { id: 12, label: 'Comments', kind: 'lines', required: false, maxLength: 1000, autocomplete: 'off' },
} as const satisfies Record<string, FormField>;

// Only the numbers 1, 2, 3 and 10 are known. Every form asks for the first three and demands no other, because the
// vendor's document has calls with just these and says nothing of a room's template.
const standard = [fields.firstName, fields.lastName, fields.email];
const forms: Readonly<Record<FormTemplate, readonly FormField[]>> = {
  1: standard,
  2: [...standard, fields.company, fields.phone],
  3: [...standard, fields.company, fields.jobTitle, fields.phone, fields.city, fields.country, fields.comments],
};

/** The questions that a room's registration page shows, in their order. */
export function formFields(template: FormTemplate): readonly FormField[] {
  return forms[template];
}

/** What somebody answered. */
export interface Answers {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** Answers beside the three standard ones, by label. */
  readonly extraFields: Readonly<Record<string, string>>;
}

/**
 * Reads `registration[…]` of an API call or of the page's form; complaints go to `check`.
 * An answer that the room's form does not ask for is kept when its number is known, and ignored otherwise.
 */
export function readAnswers(check: Check): Answers {
  const inner = check.nested('registration') ?? check.within('registration', noAnswers);
  const answers = Object.values<FormField>(fields).map((field) => [field, readAnswer(inner, field)] as const);
  const [firstName = '', lastName = '', email = ''] = answers.map(([, answer]) => answer);
  const extra = answers.slice(standard.length).flatMap(([{ label }, answer]) => (answer ? [[label, answer]] : []));
  // The link's value holds both, with this between them.
  if (firstName.includes('||')) inner.complain('1', 'must not contain ||');
  return { firstName, lastName, email, extraFields: Object.fromEntries(extra) };
}

const noAnswers: Readonly<Record<string, FieldValue>> = {};

function readAnswer(check: Check, { id, kind, required, maxLength }: FormField): string | undefined {
  const name = String(id);
  if (kind === 'email') return check.email(name, { required });
  if (kind === 'tel') return readPhone(check, name);
  return kind === 'lines' ? check.filled(name, { max: maxLength, required }) : readName(check, name, { required });
}
