import { wordsOf } from '../language/words.ts';

/** Words that change nothing in what is asked for. */
const empty = new Set('a an the please i want to my our'.split(' '));

/** A number for a whole asking: the same for `Schedule a webinar!`, `schedule-webinar` and `schedulewebinar`, another for nearly all others. 0 for no words. */
export function wholeOf(text: string): number {
  const words = wordsOf(text).filter((word) => !empty.has(word));
  let code = 0;
  for (const word of words) {
    for (let at = 0; at < word.length; at += 1) code = (Math.imul(code, 31) + word.charCodeAt(at)) | 0;
  }
  return code;
}
