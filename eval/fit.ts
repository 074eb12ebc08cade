import { readFileSync } from 'node:fs';
import { ActionIndex } from '../src/gateway/search/index/action-index.ts';
import { W } from '../src/gateway/search/index/features.ts';
import { readVectors } from '../src/gateway/search/language/vectors.ts';
const lines = (p: string) => readFileSync(p, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l));
const catalog = lines('/work/shared/data/action-catalog.jsonl');
const vectors = readVectors(new URL('../src/gateway/search/language/vectors.bin', import.meta.url));
const index = new ActionIndex(catalog.map((a: any) => ({ app: a.app, appName: a.appName, action: { key: a.key, name: a.name, description: a.description, phrases: [] } })), vectors);
const load = (file: string) => lines(file).filter((q: any) => q.acceptable.length > 0).map((q: any) => ({ q, rows: index.look(q.query, { app: q.scope === '*' ? undefined : q.scope }).map((r) => ({ f: r.features, ok: q.acceptable.includes(r.id), id: r.id })) }));
const dev = load('/work/shared/data/intent-queries.dev.jsonl');
const fresh = load('eval/data/fresh-queries.jsonl');
const evalSet = (set: typeof dev, w: number[], star?: boolean) => {
  let r1 = 0, r3 = 0, r10 = 0, mrr = 0, n = 0;
  for (const { q, rows } of set) {
    if (star !== undefined && (q.scope === '*') !== star) continue;
    n++;
    let best = -1e9, bestKey = '';
    const s = rows.map((r) => { let x = 0; for (let i = 0; i < w.length; i++) x += r.f[i]! * w[i]!; return x; });
    rows.forEach((r, i) => { if (r.ok && (s[i]! > best || (s[i] === best && r.id < bestKey))) { best = s[i]!; bestKey = r.id; } });
    if (best === -1e9) continue;
    let rank = 1;
    rows.forEach((r, i) => { if (!r.ok && (s[i]! > best || (s[i] === best && r.id < bestKey))) rank++; });
    mrr += 1 / rank; if (rank <= 1) r1++; if (rank <= 3) r3++; if (rank <= 10) r10++;
  }
  return { n, r1: r1 / n, r3: r3 / n, r10: r10 / n, mrr: mrr / n, obj: mrr / n + 0.3 * r1 / n };
};
const fmt = (e: any) => ['r1', 'r3', 'r10', 'mrr'].map((k) => `${k} ${e[k].toFixed(3)}`).join(' ');
const fit = (set: typeof dev) => {
  let w = [...W]; let best = evalSet(set, w).obj;
  for (const step of [0.5, 0.25, 0.12]) for (let round = 0; round < 4; round++) for (let i = 0; i < w.length; i++) for (const d of [step, -step]) {
    const t = [...w]; t[i] = Math.max(0, t[i]! + d); const o = evalSet(set, t).obj; if (o > best + 1e-6) { best = o; w = t; }
  }
  return w;
};
console.log('now   dev', fmt(evalSet(dev, W, false)), '| *', fmt(evalSet(dev, W, true)));
console.log('now fresh', fmt(evalSet(fresh, W, false)), '| *', fmt(evalSet(fresh, W, true)));
if (process.argv[2] === 'cv') {
  const folds = 4; let acc = 0;
  for (let k = 0; k < folds; k++) { const w = fit(dev.filter((_, i) => i % folds !== k)); const e = evalSet(dev.filter((_, i) => i % folds === k), w, false); acc += e.r1; console.log('fold', k, w.map((x) => x.toFixed(2)).join(','), fmt(e)); }
  console.log('cv r1', (acc / folds).toFixed(3));
}
const w = fit(dev);
console.log('fit', w.map((x) => x.toFixed(2)).join(', '));
console.log('fit   dev', fmt(evalSet(dev, w, false)), '| *', fmt(evalSet(dev, w, true)));
console.log('fit fresh', fmt(evalSet(fresh, w, false)), '| *', fmt(evalSet(fresh, w, true)));
