/** Words that say nothing about what is wanted. */
const stopWords = new Set(
  'a an and are as at be by can could do does for from give has have how i in into is it its like me my of on or our please so some that the their them then there these this those to up us want was we what when where which who will with would you your'.split(
    ' ',
  ),
);

/** Splits text into lower-case word stems, without stop words: `Scheduling webinars` → `schedul webinar`. */
export function stemsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !stopWords.has(word))
    .map(stem);
}

/** A light English stem: endings that change the form and not the meaning. */
function stem(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word;
  const singular = word.endsWith('ies') ? `${word.slice(0, -3)}y` : /[^su]s$/.test(word) ? word.slice(0, -1) : word;
  for (const ending of ['ations', 'ation', 'ings', 'ing', 'ers', 'ees', 'er', 'ee', 'ed', 'e']) {
    if (singular.length - ending.length >= 4 && singular.endsWith(ending)) return singular.slice(0, -ending.length);
  }
  return singular;
}

/** Three-letter pieces of a padded word, for finding misspelt ones. */
export function trigramsOf(word: string): string[] {
  const padded = ` ${word} `;
  return Array.from({ length: Math.max(1, padded.length - 2) }, (_, index) => padded.slice(index, index + 3));
}
