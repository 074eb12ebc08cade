import { PorinError } from '../../../../kernel/errors.ts';

/** A file that cannot be read, with the place. */
export function broken(text: string, offset: number, what: string): PorinError {
  const before = text.slice(0, offset).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  return new PorinError('bad_request', `${place}: ${what}`, { hint: 'Mend the file first; nothing was written' });
}

/** The line ends of a text. */
export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
