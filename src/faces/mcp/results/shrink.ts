import { isRecord } from '../tools/schemas.ts';

/** One thing that was left out. `[]` in a path stands for every item. */
export interface Cut {
  readonly path: string;
  readonly what: 'items' | 'members' | 'characters';
  readonly shown: number;
  readonly of: number;
  /** In how many places of that path, when there are several. */
  readonly places?: number;
}

/** Deeper than any app answers in earnest, and than JSON.stringify can go on any stack. */
const maxDepth = 100;
/** A large item may take a part of its list's room, so that there is more than one to be seen. */
const sharers = 5;
/** Texts up to here are whole or not there: an id or a choice that is cut short is a wrong one. */
const indivisible = 100;

/**
 * A value of the same shape whose JSON takes at most `budget` bytes, and what it leaves out: the ends of long lists, the ends of long
 * texts. Small members stay, so that ids are next to names. What it costs depends on the budget, not on the value.
 */
export function shrink(value: unknown, budget: number, path: string, cuts: Cut[]): unknown {
  return new Shrinker(cuts).fit(value, { budget, path, depth: 0 });
}

interface Place {
  readonly budget: number;
  readonly path: string;
  readonly depth: number;
}

class Shrinker {
  readonly #cuts: Cut[];

  constructor(cuts: Cut[]) {
    this.#cuts = cuts;
  }

  fit(value: unknown, place: Place): unknown {
    if (sizeUpTo(value, place.budget, maxDepth - place.depth) <= place.budget) return value;
    if (typeof value === 'string') return this.#text(value, place);
    if (Array.isArray(value)) return this.#items(value, place);
    return isRecord(value) ? this.#members(value, place) : value;
  }

  #text(text: string, { budget, path }: Place): string {
    const mark = `… [${text.length} characters]`;
    const shown = beginning(text, Math.max(0, budget - mark.length - 4));
    this.#cuts.push({ path, what: 'characters', shown: shown.length, of: text.length });
    return `${shown}${mark}`;
  }

  #items(items: readonly unknown[], { budget, path, depth }: Place): unknown[] {
    const shown: unknown[] = [];
    let left = budget - 2;
    if (depth < maxDepth) {
      const each = Math.max(200, Math.floor(left / Math.min(items.length, sharers)) - 1);
      for (const item of items) {
        const room = Math.min(each, left);
        const before = this.#cuts.length;
        const fitted = isDivisible(item) ? this.fit(item, { budget: room, path: `${path}[]`, depth: depth + 1 }) : item;
        const size = sizeUpTo(fitted, left, maxDepth) + 1;
        // A list does not end in crumbs: what is left is used for a whole item or for none.
        if (size > left || (this.#cuts.length > before && room < each && shown.length > 0)) {
          this.#cuts.length = before;
          break;
        }
        shown.push(fitted);
        left -= size;
      }
    }
    if (shown.length < items.length) {
      this.#cuts.push({ path, what: 'items', shown: shown.length, of: items.length });
    }
    return shown;
  }

  #members(record: Readonly<Record<string, unknown>>, { budget, path, depth }: Place): Record<string, unknown> {
    const names = Object.keys(record);
    const sizes = new Map<string, number>();
    let left = budget - 2;
    // What is small comes first; what is large shares the rest.
    const large: string[] = [];
    for (const name of depth < maxDepth ? names : []) {
      const overhead = sizeUpTo(name, left, 1) + 2;
      const size = overhead + sizeUpTo(record[name], Math.max(0, left - overhead), maxDepth - depth - 1);
      if (size <= left / 8 || (!isDivisible(record[name]) && size <= left)) {
        sizes.set(name, size - overhead);
        left -= size;
      } else if (isDivisible(record[name]) && overhead + 20 <= left) large.push(name);
      if (left < 20) break;
    }
    for (const [index, name] of large.entries()) {
      const overhead = sizeUpTo(name, left, 1) + 2;
      const share = Math.floor(left / (large.length - index)) - overhead;
      if (share < 20) continue;
      const size = sizeUpTo(record[name], share, maxDepth - depth - 1);
      sizes.set(name, Math.min(size, share));
      left -= overhead + Math.min(size, share);
    }
    const shown = names.flatMap((name): [string, unknown][] => {
      const size = sizes.get(name);
      const at = path === '' ? name : `${path}.${name}`;
      return size === undefined ? [] : [[name, this.fit(record[name], { budget: size, path: at, depth: depth + 1 })]];
    });
    if (shown.length < names.length) {
      this.#cuts.push({ path, what: 'members', shown: shown.length, of: names.length });
    }
    return Object.fromEntries(shown);
  }
}

function isDivisible(value: unknown): boolean {
  return typeof value === 'string' ? value.length > indivisible : typeof value === 'object' && value !== null;
}

/** Bytes of the value's JSON; something above the limit as soon as it is clear that there are more, or that it is nested deeper. */
export function sizeUpTo(value: unknown, limit: number, depth: number): number {
  if (typeof value === 'string') return value.length > limit ? limit + 1 : textSize(value);
  if (typeof value !== 'object' || value === null) return value === undefined ? 0 : String(value).length;
  if (depth <= 0) return limit + 1;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      size += sizeUpTo(item, limit - size, depth - 1) + 1;
      if (size > limit) return limit + 1;
    }
    return size;
  }
  for (const name in value) {
    size += sizeUpTo(name, limit - size, 1) + 2;
    if (size <= limit) size += sizeUpTo((value as Record<string, unknown>)[name], limit - size, depth - 1);
    if (size > limit) return limit + 1;
  }
  return size;
}

function textSize(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** As much of the beginning as takes so many bytes in JSON, never half of a character. */
function beginning(text: string, bytes: number): string {
  let end = Math.min(text.length, bytes);
  let part = text.slice(0, end);
  while (end > 0 && textSize(part) - 2 > bytes) {
    end = Math.min(end - 1, Math.floor((end * bytes) / (textSize(part) - 2)));
    part = text.slice(0, end);
  }
  const last = part.charCodeAt(part.length - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  // What joins or changes the character before it would stay alone, or that one without it.
  return (isHalf ? part.slice(0, -1) : part).replace(/[\u200d\ufe0f]+$/, '');
}

const maxListed = 10;

/** The same cuts, told once for each path. The most that is missing comes first. */
export function summary(cuts: readonly Cut[]): readonly Cut[] {
  const byPath = new Map<string, Cut>();
  for (const cut of cuts) {
    const key = `${cut.what} ${cut.path}`;
    const before = byPath.get(key);
    const places = (before?.places ?? 1) + 1;
    const both = before && { ...cut, shown: cut.shown + before.shown, of: cut.of + before.of, places };
    byPath.set(key, both ?? cut);
  }
  const rank = ({ what }: Cut) => ['items', 'members', 'characters'].indexOf(what);
  return [...byPath.values()]
    .sort((a, b) => rank(a) - rank(b) || b.of - b.shown - (a.of - a.shown))
    .slice(0, maxListed);
}
