import { readFileSync } from 'node:fs';
import { ActionIndex } from '../src/gateway/search/index/action-index.ts';
import { readVectors } from '../src/gateway/search/language/vectors.ts';
const lines = (p: string) => readFileSync(p, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l));
const catalog = lines('/work/shared/data/action-catalog.jsonl');
const file = process.argv[2] ?? '/work/shared/data/intent-queries.dev.jsonl';
const queries = lines(file);
const t0 = performance.now();
const vectors = readVectors(new URL('../src/gateway/search/language/vectors.bin', import.meta.url));
const t1 = performance.now();
const index = new ActionIndex(catalog.map((a: any) => ({ app: a.app, appName: a.appName, action: { key: a.key, name: a.name, description: a.description, phrases: [] } })), vectors);
console.log('vectors', (t1 - t0).toFixed(0), 'index', (performance.now() - t1).toFixed(0));
const stats = new Map<string, { n: number; r1: number; r3: number; r5: number; r10: number; mrr: number }>();
const show = process.argv[3] === 'show';
let time = 0;
for (const q of queries) {
  const t = performance.now();
  const found = index.find(q.query, { app: q.scope === '*' ? undefined : q.scope });
  time += performance.now() - t;
  if (q.acceptable.length === 0) { if (show) console.log('NONE', q.scope, '|', q.query, '|', found[0]?.action.key, found[0]?.score.toFixed(2)); continue; }
  const rank = found.findIndex((f) => q.acceptable.includes(`${f.app}/${f.action.key}`)) + 1;
  for (const group of [q.scope === '*' ? 'ALL *' : 'ALL app', q.kind]) {
    const s = stats.get(group) ?? { n: 0, r1: 0, r3: 0, r5: 0, r10: 0, mrr: 0 };
    s.n++; if (rank) { s.mrr += 1 / rank; if (rank <= 1) s.r1++; if (rank <= 3) s.r3++; if (rank <= 5) s.r5++; if (rank <= 10) s.r10++; }
    stats.set(group, s);
  }
  if (show && rank !== 1) console.log(rank, q.kind, q.scope, '|', q.query, '|want', q.acceptable[0], found.find((f) => q.acceptable.includes(`${f.app}/${f.action.key}`))?.score.toFixed(2), '|got', found.slice(0, 2).map((f) => `${q.scope === '*' ? f.app + '/' : ''}${f.action.key} ${f.score.toFixed(2)}`).join(', '));
}
for (const [k, s] of stats) console.log(k.padEnd(12), String(s.n).padStart(4), ['r1', 'r3', 'r5', 'r10', 'mrr'].map((m) => `${m} ${((s as any)[m] / s.n).toFixed(3)}`).join('  '));
console.log('ms/query', (time / queries.length).toFixed(2));
