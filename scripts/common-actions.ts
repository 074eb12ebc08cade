import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes src/gateway/search/common-actions.json: what several apps call an action. From the catalogue that the search is measured with
 * (eval/data/README.md says where that is from).
 */
const least = 2;
const appsOf = new Map<string, Set<string>>();
const spelled = new Map<string, string>();
for (const line of readFileSync(new URL('../eval/data/catalog.jsonl', import.meta.url), 'utf8').split('\n')) {
  if (line === '') continue;
  const { app, name } = JSON.parse(line) as { app: string; name: string }; // A line of our own file.
  const plain = name.toLowerCase().replace(/[^a-z ]/g, '');
  const apps = appsOf.get(plain) ?? new Set();
  appsOf.set(plain, apps.add(app));
  if (!spelled.has(plain)) spelled.set(plain, name);
}
const names = [...appsOf].flatMap(([plain, apps]) => (apps.size >= least ? [spelled.get(plain) ?? plain] : [])).sort();
writeFileSync(
  new URL('../src/gateway/search/common-actions.json', import.meta.url),
  `${JSON.stringify(names, undefined, 2)}\n`,
);
console.log(`${names.length} names`);
