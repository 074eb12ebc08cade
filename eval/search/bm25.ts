import type { Searchable } from '../../src/gateway/search/index/document.ts';
import { type Engine, idOf } from './engine.ts';

const saturation = 1.2;
const lengthShare = 0.75;

/** Okapi BM25 over all words of an action, without stemming, fields or typos: what a full-text index of a database gives. */
export function bm25(actions: readonly Searchable[]): Engine {
  const documents = actions.map((action) => {
    const { key, name, description, phrases } = action.action;
    const words = wordsOf([action.appName, key, name, description, ...phrases].join(' '));
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return { id: idOf(action), app: action.app, counts, length: words.length };
  });
  const having = new Map<string, number[]>();
  for (const [at, { counts }] of documents.entries())
    for (const word of counts.keys()) having.set(word, [...(having.get(word) ?? []), at]);
  const average = documents.reduce((sum, { length }) => sum + length, 0) / Math.max(1, documents.length);
  return {
    name: 'bm25',
    async find(query, app) {
      const scores = new Map<number, number>();
      for (const word of new Set(wordsOf(query))) {
        const places = having.get(word) ?? [];
        const rarity = Math.log(1 + (documents.length - places.length + 0.5) / (places.length + 0.5));
        for (const at of places) {
          const document = documents[at];
          if (!document || (app !== undefined && document.app !== app)) continue;
          const count = document.counts.get(word) ?? 0;
          const norm = saturation * (1 - lengthShare + (lengthShare * document.length) / average);
          scores.set(at, (scores.get(at) ?? 0) + (rarity * count * (saturation + 1)) / (count + norm));
        }
      }
      return [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([at]) => documents[at]?.id ?? '');
    },
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
