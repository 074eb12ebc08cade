import type { Lists } from './entries.ts';

/** Which entries have which word, all lists in one. */
export class Postings {
  /** Those of a word are from its start to that of the next one. */
  readonly starts: Int32Array;
  readonly entries: Int32Array;

  /** Of entries that are still there, in their order. */
  constructor(words: Lists, { size, isGone }: { readonly size: number; readonly isGone: (at: number) => boolean }) {
    const count = words.starts.length - 1;
    const [from, ids] = [words.starts.values, words.words.values];
    const starts = new Int32Array(size + 1);
    const gone = new Uint8Array(count);
    for (let at = 0; at < count; at += 1) {
      if (isGone(at)) gone[at] = 1;
      else
        for (let place = from[at] ?? 0; place < (from[at + 1] ?? 0); place += 1) {
          const next = (ids[place] ?? 0) + 1;
          starts[next] = (starts[next] ?? 0) + 1;
        }
    }
    for (let id = 0; id < size; id += 1) starts[id + 1] = (starts[id + 1] ?? 0) + (starts[id] ?? 0);
    const entries = new Int32Array(starts[size] ?? 0);
    const next = starts.slice();
    for (let at = 0; at < count; at += 1) {
      if (gone[at] === 1) continue;
      for (let place = from[at] ?? 0; place < (from[at + 1] ?? 0); place += 1) {
        const id = ids[place] ?? 0;
        const to = next[id] ?? 0;
        entries[to] = at;
        next[id] = to + 1;
      }
    }
    this.starts = starts;
    this.entries = entries;
  }

  count(id: number): number {
    return (this.starts[id + 1] ?? 0) - (this.starts[id] ?? 0);
  }
}
