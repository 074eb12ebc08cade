import { de } from './languages/de.ts';
import { en } from './languages/en.ts';
import { es } from './languages/es.ts';
import { fr } from './languages/fr.ts';
import { it } from './languages/it.ts';
import { nl } from './languages/nl.ts';
import { pl } from './languages/pl.ts';
import { pt } from './languages/pt.ts';
import { ru } from './languages/ru.ts';
import { uk } from './languages/uk.ts';
import type { MailLanguage } from './texts.ts';

/** Languages that the mails are written in. */
export const mailLanguages: readonly MailLanguage[] = [en, pl, de, es, ru, fr, it, pt, nl, uk];

const byCode = new Map(
  mailLanguages.flatMap((language) => [language.code, ...language.aliases].map((code) => [code, language])),
);

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/**
 * The language of mails for a code that a client sends (`us`, `pl_PL`).
 * Which languages the service has is unknown: one that is not among ours gives English mails, what is no language at all gives undefined.
 */
export function mailLanguageOf(code: string): MailLanguage | undefined {
  const base = code.toLowerCase().split(/[-_]/)[0] ?? '';
  const known = byCode.get(base);
  if (known !== undefined || !/^[a-z]{2}$/.test(base)) return known;
  return languageNames.of(base) === undefined ? undefined : en;
}
