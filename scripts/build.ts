import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { programVersion } from './version.ts';

const root = resolve(import.meta.dirname, '..');
// Built beside dist and moved there whole, so that nobody runs half a build.
const outdir = join(root, `dist.${process.pid}`);

/** What is loaded before a command has been chosen: the start of every command pays for it. */
const startEntries = ['src/main.ts', 'src/faces/cli/run.ts'];
const startBudgetBytes = 150_000;

// Native code, data files beside the code, or a driver that is optional: what a bundle cannot hold.
const external = ['libsql', 'pdfkit', 'fontkit', 'dejavu-fonts-ttf', 'pg-native'];

const startedAt = performance.now();
const { metafile } = await build({
  entryPoints: { main: join(root, 'src/main.ts') },
  outdir,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  absWorkingDir: root,
  logLevel: 'warning',
  external,
  define: { PORIN_VERSION: JSON.stringify(programVersion(root)) },
  // CommonJS dependencies in the bundle call require() for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
chmodSync(join(outdir, 'main.js'), 0o755);
moveInto(join(root, 'dist'), outdir);

const start = staticChunks(metafile, startEntries);
const startBytes = start.reduce((sum, { bytes }) => sum + bytes, 0);
const totalBytes = Object.entries(metafile.outputs).reduce(
  (sum, [file, { bytes }]) => sum + (file.endsWith('.js') ? bytes : 0),
  0,
);
if (process.argv.includes('--verbose')) {
  for (const { file, bytes } of start)
    console.log(`${kilobytes(bytes).padStart(8)}  ${file.replace(/^dist\.\d+/, 'dist')}`);
}
console.log(
  `built in ${Math.round(performance.now() - startedAt)} ms: every start loads ${kilobytes(startBytes)} of ${kilobytes(totalBytes)}`,
);
if (startBytes > startBudgetBytes) {
  console.error(
    `build: the start loads more than ${kilobytes(startBudgetBytes)}; import() what only some commands need`,
  );
  for (const { file, bytes } of heaviestInputs(metafile, start))
    console.error(`${kilobytes(bytes).padStart(8)}  ${file}`);
  process.exitCode = 1;
}

/** The chunks of these entries and every chunk that they import without `import()`. */
function staticChunks(metafile: Metafile, entries: readonly string[]): { file: string; bytes: number }[] {
  const outputs = Object.entries(metafile.outputs);
  const reached = new Set(
    outputs.flatMap(([file, { entryPoint }]) => (entries.includes(entryPoint ?? '') ? [file] : [])),
  );
  if (reached.size !== entries.length)
    throw new Error(`the bundle has no chunk of its own for one of ${entries.join(', ')}`);
  for (const file of reached) {
    for (const { path, kind, external } of metafile.outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !external) reached.add(path);
    }
  }
  return [...reached].map((file) => ({ file, bytes: metafile.outputs[file]?.bytes ?? 0 }));
}

function heaviestInputs(metafile: Metafile, chunks: readonly { file: string }[]): { file: string; bytes: number }[] {
  const inputs = chunks.flatMap(({ file }) => Object.entries(metafile.outputs[file]?.inputs ?? {}));
  return inputs
    .map(([file, { bytesInOutput }]) => ({ file, bytes: bytesInOutput }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 15);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** Chunks of an earlier build stay for a day: a gateway that runs from them may load some of them yet. */
function moveInto(target: string, source: string): void {
  mkdirSync(join(target, 'chunks'), { recursive: true });
  const made = new Set(readdirSync(join(source, 'chunks')));
  for (const name of made) renameSync(join(source, 'chunks', name), join(target, 'chunks', name));
  for (const name of readdirSync(source)) if (name !== 'chunks') renameSync(join(source, name), join(target, name));
  for (const name of readdirSync(join(target, 'chunks'))) {
    const file = join(target, 'chunks', name);
    if (!made.has(name) && statSync(file).mtimeMs < Date.now() - 86_400_000) rmSync(file);
  }
  rmSync(source, { recursive: true });
}
