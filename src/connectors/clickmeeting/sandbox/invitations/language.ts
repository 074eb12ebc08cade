import type { Check } from '../http/check.ts';

/** Languages of the service's mails. `us` is what the vendor's own examples send for English. */
const languages: Readonly<Record<string, string>> = {
  ...{ en: 'en', us: 'en', gb: 'en', pl: 'pl', de: 'de', fr: 'fr', es: 'es', it: 'it', pt: 'pt', br: 'pt' },
  ...{ ru: 'ru', nl: 'nl', tr: 'tr', uk: 'uk', cs: 'cs', ro: 'ro', hu: 'hu', sk: 'sk', ja: 'ja', zh: 'zh' },
};

/** The mail language for a code that a client sends (`us`, `pl_PL`); undefined for an unknown one. */
export function languageOf(code: string): string | undefined {
  const key = code.toLowerCase().split(/[-_]/)[0] ?? '';
  return Object.hasOwn(languages, key) ? languages[key] : undefined;
}

/** A language field; English when absent. */
export function readLanguage(check: Check, name: string): string {
  const code = check.filled(name, { max: 20 });
  if (code === undefined) return 'en';
  const language = languageOf(code);
  if (language === undefined) check.complain(name, `must be a language like en or pl, not ${JSON.stringify(code)}`);
  return language ?? 'en';
}
