import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative, resolve } from 'node:path';
import { type BuildOptions, type BuildResult, build, type Plugin } from 'esbuild';
import { programVersion } from './version.ts';

const root = resolve(import.meta.dirname, '..');
// Built beside dist and moved there whole, so that nobody runs half a build.
const outdir = join(root, `dist.${process.pid}`);

/** What every command loads, so it holds our own code alone. */
const cliBudgetBytes = 240_000;

// Native code, data files beside the code, or a driver that is optional: what a bundle cannot hold.
const external = ['libsql', 'pdfkit', 'fontkit', 'dejavu-fonts-ttf', 'pg-native'];

/** What the CLI loads only when it is asked for: files of the build, the modules in each as they are imported, and what those give. */
const seldom = {
  // Help and the parser of unusual command lines.
  help: { './help.ts': 'showHelp', './parse.ts': 'parseArgv' },
  login: {
    '../local/login/start.ts': 'login',
    '../local/login/complete.ts': 'completeLogin',
    '../local/login/status.ts': 'loginStatus',
    '../local/logout.ts': 'logout',
    './refresh-login.ts': 'refreshLogin',
  },
  tools: {
    '../local/sandbox.ts': 'list, reset, seed, snapshot, restore, clock, faults, outbox, requests',
    '../local/doctor/doctor.ts': 'doctor',
    '../local/completion/script.ts': 'completionScript',
    './local/completion/complete.ts': 'complete',
    // Starting a gateway takes so long that one more file is not felt.
    '../local/up.ts': 'up',
  },
  hosts: {
    '../local/mcp/serve.ts': 'serve',
    '../local/mcp-hosts/commands.ts': 'installHost, uninstallHost',
    '../local/skills/export.ts': 'exportSkills',
  },
  // The files of a workspace, which bring a parser of YAML.
  workspace: { '../local/workspace/commands.ts': 'init, pull, push, diff' },
} as const;

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  absWorkingDir: root,
  logLevel: 'warning',
} as const satisfies BuildOptions;
const PORIN_VERSION = JSON.stringify(programVersion(root));
const commonJs = { outdir, format: 'cjs', define: { PORIN_VERSION, 'import.meta.url': '""' } } as const;

const modules = {
  ...common,
  outdir: join(outdir, 'server'),
  splitting: true,
  chunkNames: '[name]-[hash]',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  external,
  // CommonJS dependencies in the bundle call require() for Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

const startedAt = performance.now();
const [cli, help, login, tools, hosts, workspace, server] = await Promise.all([
  buildCli(),
  buildPart('help'),
  buildPart('login'),
  buildPart('tools'),
  buildPart('hosts'),
  buildPart('workspace'),
  buildServer(),
]);
writeFileSync(join(outdir, 'package.json'), '{"type":"commonjs"}\n');
writeFileSync(join(outdir, 'sandbox.d.mts'), sandboxTypes());
chmodSync(join(outdir, 'main.js'), 0o755);
moveInto(join(root, 'dist'), outdir);
const strangers = [
  ...strangersIn(cli, []),
  ...strangersIn(help, ['commander']),
  ...strangersIn(login, []),
  ...strangersIn(tools, []),
  ...strangersIn(hosts, []),
  ...strangersIn(workspace, ['yaml']),
];
const parts = `its help ${kilobytes(bytesOf(help))}, login ${kilobytes(bytesOf(login))}, tools ${kilobytes(bytesOf(tools))}, hosts ${kilobytes(bytesOf(hosts))}, files ${kilobytes(bytesOf(workspace))}`;
const sizes = `the CLI ${kilobytes(bytesOf(cli))}, ${parts}, the server ${kilobytes(bytesOf(server))}`;
console.log(`built in ${Math.round(performance.now() - startedAt)} ms: ${sizes}`);
if (strangers.length > 0 || bytesOf(cli) > cliBudgetBytes) {
  const found = strangers.length === 0 ? kilobytes(bytesOf(cli)) : strangers.join(', ');
  console.error(
    `build: the CLI may hold ${kilobytes(cliBudgetBytes)} of our own code; import() what it needs from the server. It holds ${found}`,
  );
  process.exitCode = 1;
}

/** One CommonJS file: Node starts it sooner than modules, and what is behind `import()` in it is evaluated when it is needed. */
function buildCli(): Promise<BuildResult<{ metafile: true }>> {
  const files = Object.entries(seldom).flatMap(([part, modules]) =>
    Object.keys(modules).map((module) => [module, `./${part}.js`]),
  );
  const apart = { './app.ts': './server/app.mjs', ...Object.fromEntries(files) };
  return build({
    ...common,
    ...commonJs,
    entryPoints: { main: join(root, 'src/main.ts') },
    plugins: [leftApart(apart)],
  });
}

/** Modules of the CLI that are seldom needed, in a file of their own. */
function buildPart(part: keyof typeof seldom): Promise<BuildResult<{ metafile: true }>> {
  // As the modules in src/faces/cli import them, or those one folder further down.
  const lines = Object.entries(seldom[part]).map(
    ([module, name]) => `export { ${name} } from '${module.replace(/^\.\.\//, './')}';`,
  );
  return build({
    ...common,
    ...commonJs,
    stdin: {
      contents: lines.join('\n'),
      resolveDir: join(root, 'src/faces/cli'),
      sourcefile: `${part}-part.ts`,
      loader: 'ts',
    },
    entryNames: part,
  });
}

/** Imports that stay imports, of another file of the build. */
function leftApart(files: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'left-apart',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, kind }) => {
        const file = kind === 'dynamic-import' ? files[path] : undefined;
        return file === undefined ? undefined : { path: file, external: true };
      });
    },
  };
}

/** ES modules, split at every `import()`: a database driver or a connector is loaded when it is used. */
async function buildServer(): Promise<BuildResult<{ metafile: true }>> {
  const worker = await buildWorker(copyInterpreter());
  return build({
    ...modules,
    // The second is `porin/sandbox`, for the tests of other programs.
    entryPoints: { app: join(root, 'src/app.ts'), sandbox: join(root, 'src/sandboxes.ts') },
    define: {
      PORIN_VERSION,
      PORIN_ISOLATE_WORKER: JSON.stringify(`./${worker}`),
      PORIN_SEARCH_CODE: JSON.stringify(digestOfFolder(join(root, 'src/gateway/search'))),
      PORIN_WORD_VECTORS: JSON.stringify(
        `./${copyNamed(join(root, 'src/gateway/search/language/vectors.bin'), 'vectors', 'bin')}`,
      ),
    },
  });
}

/** A thread starts from a file of its own, named by what is in it: a gateway of an earlier build goes on with its own. */
async function buildWorker(interpreter: string): Promise<string> {
  const source = 'src/platform/isolate/worker.ts';
  const { metafile } = await build({
    ...modules,
    entryPoints: { 'isolate-worker': join(root, source) },
    entryNames: '[name]-[hash]',
    define: { PORIN_VERSION, PORIN_INTERPRETER: JSON.stringify(`./${interpreter}`) },
  });
  // What is imported when it is needed is an entry point, too.
  const [file = ''] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [];
  return basename(file);
}

/** The types of `porin/sandbox`: what the implementation is checked against, which imports nothing. */
function sandboxTypes(): string {
  const types = readFileSync(join(root, 'src/sandbox/in-process-types.ts'), 'utf8');
  return `${types}\nexport declare const createSandbox: CreateSandbox;\n`;
}

/** WebAssembly, which no bundle holds; the package that we name depends on the one that has it. Gives the copy's name. */
function copyInterpreter(): string {
  const quickjs = createRequire(import.meta.url).resolve('quickjs-emscripten');
  return copyNamed(createRequire(quickjs).resolve('@jitl/quickjs-wasmfile-release-sync/wasm'), 'quickjs', 'wasm');
}

/** Copies a file beside the server, named by what is in it: a gateway of an earlier build goes on with its own. */
function copyNamed(file: string, name: string, ending: string): string {
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 8);
  const copy = `${name}-${digest}.${ending}`;
  mkdirSync(join(outdir, 'server'), { recursive: true });
  copyFileSync(file, join(outdir, 'server', copy));
  return copy;
}

/** Another one whenever a file in the folder changes. */
function digestOfFolder(folder: string): string {
  const hash = createHash('sha256');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of entries.map(({ parentPath, name }) => join(parentPath, name)).sort())
    hash.update(relative(folder, file)).update(readFileSync(file));
  return hash.digest('hex');
}

function bytesOf({ metafile }: BuildResult<{ metafile: true }>): number {
  const code = Object.entries(metafile.outputs).filter(([file]) => /\.m?js$/.test(file));
  return code.reduce((sum, [, { bytes }]) => sum + bytes, 0);
}

function strangersIn({ metafile }: BuildResult<{ metafile: true }>, known: readonly string[]): string[] {
  const packages = Object.keys(metafile.inputs).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  );
  return [...new Set(packages)].filter((name) => !known.includes(name));
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/** Chunks of an earlier build stay for a day: a gateway that runs from them may load some of them yet. */
function moveInto(target: string, source: string): void {
  mkdirSync(join(target, 'server'), { recursive: true });
  const made = new Set(readdirSync(join(source, 'server')));
  for (const name of made) renameSync(join(source, 'server', name), join(target, 'server', name));
  for (const name of readdirSync(source)) if (name !== 'server') renameSync(join(source, name), join(target, name));
  for (const name of readdirSync(join(target, 'server'))) {
    const file = join(target, 'server', name);
    if (!made.has(name) && statSync(file).mtimeMs < Date.now() - 86_400_000) rmSync(file);
  }
  rmSync(source, { recursive: true });
}
