import type { Check } from '../http/check.ts';
import { mailLanguageOf } from '../mail/languages.ts';

/** A language field; English when absent. Complains about what is no language. */
export function readLanguage(check: Check, name: string): string {
  const code = check.filled(name, { max: 20 });
  if (code === undefined) return 'en';
  const language = mailLanguageOf(code);
  if (language === undefined) check.complain(name, `must be a language like en or pl, not ${JSON.stringify(code)}`);
  return language?.code ?? 'en';
}
