import { readdirSync } from 'node:fs';

const folder = new URL('./', import.meta.url);
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'data')
  .map(({ name }) => name);
const [name = '', ...args] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`No evaluation '${name}'; there are ${names.join(', ')}`);
  process.exit(2);
}
const { evaluate } = (await import(new URL(`${name}/evaluate.ts`, folder).href)) as {
  evaluate(args: readonly string[]): Promise<void>;
};
await evaluate(args);
