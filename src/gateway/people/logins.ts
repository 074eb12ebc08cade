import { PorinError } from '../../kernel/errors.ts';

const maxLength = 200;

/** What a person signs in with, as it is stored: lower case, without spaces. Errors: `bad_request`. */
export function loginOf(given: string): string {
  const login = given.normalize('NFKC').trim().toLowerCase();
  if (/^[^\s\p{C}]{1,200}$/u.test(login)) return login;
  throw new PorinError('bad_request', 'The sign-in name is empty, too long or has spaces in it', {
    hint: `Choose an e-mail address or one word, at most ${maxLength} characters`,
  });
}

/** A person's name as others will read it, else what he signs in with. */
export function displayName(given: string, login: string): string {
  const name = given
    .normalize('NFC')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return name === '' ? login : name.slice(0, maxLength);
}
