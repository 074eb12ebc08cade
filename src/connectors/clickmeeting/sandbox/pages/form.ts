import { Check } from '../http/check.ts';
import { fieldsOfPairs } from '../http/fields.ts';
import { Refusal } from '../http/refusal.ts';
import type { Rating } from '../visits.ts';

const maxFormBytes = 65_536;

/** A form's text fields, trimmed; an absent one is empty. Undefined when the body is too large or no form. */
export async function readForm(request: Request): Promise<ReadonlyMap<string, string> | undefined> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > maxFormBytes) return undefined;
  if (!(request.headers.get('content-type') ?? '').startsWith('application/x-www-form-urlencoded')) return undefined;
  const text = await request.text();
  if (text.length > maxFormBytes) return undefined;
  return new Map([...new URLSearchParams(text)].map(([name, value]) => [name, value.trim()]));
}

/** What is wrong with a form of names and addresses, field by field; empty when `read` finds nothing. */
export function complaintsOf(
  form: ReadonlyMap<string, string>,
  read: (check: Check) => void,
): readonly { readonly name: string; readonly message: string }[] {
  try {
    const check = new Check(fieldsOfPairs([...form].filter(([name]) => /^[a-z_]+(\[\d{1,3}\])?$/.test(name))));
    read(check);
    check.done();
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.complaints.map(({ name, message }) => ({ name: name ?? '', message }));
  }
}

/** A rating of the form for leaving; undefined when none was given. A comment without stars is dropped, as the service has no place for it. */
export function readRating(form: ReadonlyMap<string, string>): Rating | undefined {
  const stars = Number(form.get('rating') || Number.NaN);
  if (!Number.isInteger(stars) || stars < 1 || stars > 5) return undefined;
  const comment = (form.get('comment') ?? '').slice(0, 500);
  return { stars, comment: comment === '' ? null : comment };
}
