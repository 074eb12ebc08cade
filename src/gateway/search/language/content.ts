import { lemmaOf, wordsOf } from './words.ts';

/** Words that say nothing about what a thing is. */
const empty = new Set(
  'a an and are as at be by can could do does for from give has have how i in into is it its like me my of on or our please so some that the their them then there these this those to up us want was we what when where which who will with would you your'.split(
    ' ',
  ),
);

/** The words of a text that say what a thing is, in their dictionary forms: `Scheduling webinars` → `schedule webinar`. */
export function contentOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !empty.has(word))
    .map((word) => lemmaOf(word, () => true));
}
