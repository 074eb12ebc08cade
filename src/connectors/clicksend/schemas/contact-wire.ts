import { PorinError } from '../../../kernel/errors.ts';
import { phoneChecker } from '../phone.ts';

interface Numbered {
  readonly phone_number?: string | undefined;
  readonly address_country?: string | undefined;
}

/** A contact as the app takes it, its number in international form. Errors: `bad_request` for a number that cannot be. */
export async function contactWire<C extends Numbered>(contact: C): Promise<C> {
  if (contact.phone_number === undefined) return contact;
  const checked = (await phoneChecker())(contact.phone_number, contact.address_country);
  if ('problem' in checked)
    throw new PorinError(
      'bad_request',
      `phone_number: ${checked.problem.replace('give country', 'give address_country')}`,
    );
  return { ...contact, phone_number: checked.number };
}
