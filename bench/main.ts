import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename } from 'node:path';
import type { Row, Suite } from './lib/suite.ts';
import { meets } from './lib/suite.ts';
import { table } from './lib/table.ts';

const folder = new URL('./suites/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No suite ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exit(2);
}

const done: { title: string; rows: readonly Row[] }[] = [];
let failures = 0;
for (const name of wanted.length > 0 ? wanted : names) {
  const { default: suite } = (await import(new URL(`${name}.ts`, folder).href)) as { default: Suite };
  console.error(`${name}: ${suite.title}`);
  try {
    done.push({ title: name, rows: await suite.run((text) => console.error(`  ${text}`)) });
  } catch (error) {
    // One suite that cannot run must not cost the figures of the others.
    failures++;
    console.error(`  ${name} could not run: ${error instanceof Error ? error.message : String(error)}`);
  }
}
console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`);
console.log(table(done));
const missed = done.flatMap(({ rows }) => rows).filter((row) => !meets(row)).length;
console.log(missed === 0 ? 'every goal is met' : `${missed} goals are not met`);
// A missed goal is a figure to look at; only a suite that could not run is a failure.
process.exitCode = failures > 0 ? 1 : 0;
