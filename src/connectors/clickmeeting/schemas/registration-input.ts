import { z } from 'zod';
import { email } from './ids.ts';
import { eitherSpelling } from './names.ts';

/** The app numbers the fields of its registration forms; these three are the same in every template. */
const numbers = { first_name: '1', last_name: '2', email: '3' } as const;
const names: Readonly<Record<string, string>> = { '1': 'first_name', '2': 'last_name', '3': 'email' };

const named = z.strictObject({
  first_name: z.string().trim().min(1, 'must not be empty').max(255).describe('First name'),
  last_name: z.string().trim().min(1, 'must not be empty').max(255).describe('Last name'),
  email: email('E-mail address; the personal link belongs to it'),
  fields: z
    .record(z.string().regex(/^\d{1,4}$/, "field numbers only, such as '10'"), z.string())
    .optional()
    .describe('Further fields of the form by their number, such as {"10": "ACME Ltd"} for the company'),
});

/** Who to register. The app's own spelling (`{"1": first, "2": last, "3": e-mail}`) is taken too. */
export const registrationFields = z
  .preprocess(withNames, eitherSpelling(named))
  .describe('The person: first_name, last_name, email, and further form fields in `fields`');

/** The same as the app wants it: by number. */
export function registrationForm(person: z.output<typeof named>): Record<string, string> {
  const { first_name, last_name, email, fields } = person;
  return { ...fields, [numbers.first_name]: first_name, [numbers.last_name]: last_name, [numbers.email]: email };
}

function withNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  const further = entries.filter(([name]) => /^\d+$/.test(name) && !(name in names));
  const known = entries.filter((entry) => !further.includes(entry)).map(([name, item]) => [names[name] ?? name, item]);
  const read: Record<string, unknown> = Object.fromEntries(known);
  if (further.length === 0) return read;
  return { ...read, fields: { ...Object.fromEntries(further), ...Object(read['fields']) } };
}
