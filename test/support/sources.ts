import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** One TypeScript file; `file` is relative to the repository, with forward slashes. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  /** A file of ours (`src/kernel/http.ts`), a package (`hono`), or one of Node's modules (`node:fs`). */
  readonly to: string;
  readonly kind: 'static' | 'type' | 'dynamic';
}

/** Every TypeScript file under a folder of the repository, alphabetically. */
export function readSources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

const statement = /(?:^|\n)[ \t]*(?:import|export)\s+(type\s+)?(?:[\w*$\s{},]+?\s+from\s+)?(['"])([^'"\n]+)\2/g;
const call = /\b(?:import|require|require\.resolve|import\.meta\.resolve)\(\s*(['"])([^'"\n]+)\1/g;

/** What a file imports: statements of every form, `import()`, `require()` and the two `resolve()`. */
export function importsOf({ file, text }: Source): Import[] {
  const code = withoutComments(text);
  const statements = [...code.matchAll(statement)].map(
    ([, type, , to = '']): Import => ({ from: file, to: target(file, to), kind: type ? 'type' : 'static' }),
  );
  const calls = [...code.matchAll(call)].map(
    ([, , to = '']): Import => ({ from: file, to: target(file, to), kind: 'dynamic' }),
  );
  return [...statements, ...calls];
}

/** Calls of `import()` whose target is not written out, so that nothing can check it. */
export function computedImports({ text }: Source): string[] {
  return [...withoutComments(text).matchAll(/\bimport\(\s*(?!['"])[^)]*\)/g)].map(([found]) => found);
}

/** Tests, and what only tests import. */
export function isTest(file: string): boolean {
  return /\.(test|fixture)\.ts$/.test(file) || file.startsWith('test/');
}

export function isGenerated(file: string): boolean {
  return file.endsWith('.gen.ts');
}

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, '').replace(/^[ \t]*\/\/.*$/gm, '');
}

function target(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
