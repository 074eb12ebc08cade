import type { PorinError } from '../../kernel/errors.ts';

/** What happened and what to do next, for a person. */
export function explained({ message, hint }: Pick<PorinError, 'message' | 'hint'>): string {
  return `${ended(message)} ${ended(hint)}`;
}

/** Text as a sentence of its own. */
export function sentence(text: string): string {
  return ended(text.charAt(0).toUpperCase() + text.slice(1));
}

/** As it is, but for the full stop: it may begin with a name that is written small. */
export function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
