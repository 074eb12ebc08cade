import { cleanText } from '../results/clean.ts';

const maxChars = 2_000;

/** What was typed, as one quotation that it cannot end by itself. */
export function quoted(text: string): string {
  return JSON.stringify(cleanText(text.slice(0, maxChars)));
}
