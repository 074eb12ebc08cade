import { en } from './en.ts';
import { pl } from './pl.ts';

/** The texts of the pages in one language. */
export type Words = typeof en;

const languages = { en, pl } as const;

export type PageLanguage = keyof typeof languages;

export const pageLanguages: readonly { readonly code: PageLanguage; readonly name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'pl', name: 'Polski' },
];

export function wordsIn(language: PageLanguage): Words {
  return languages[language];
}

/** The language that `lang=` asks for, else the first of the browser's that there is, else English. */
export function chooseLanguage(asked: string | undefined, accepted: string | undefined): PageLanguage {
  const wishes = [asked ?? '', ...(accepted ?? '').split(',')].map((wish) => wish.trim().slice(0, 2).toLowerCase());
  return pageLanguages.find(({ code }) => code === wishes.find(isKnown))?.code ?? 'en';
}

function isKnown(code: string): boolean {
  return pageLanguages.some((language) => language.code === code);
}
