import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { computedImports, type Import, importsOf, isGenerated, isTest, readSources, root } from './support/sources.ts';

/**
 * Which folder may import which. A floor knows only the floors below it; a sibling only where it stands here.
 * `*` is any one connector; a row that names a file allows that file alone.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/kernel': [],
  'src/platform/config': ['src/kernel'],
  'src/platform/telemetry': ['src/kernel'],
  'src/platform/storage': ['src/kernel'],
  'src/platform/vault': ['src/kernel'],
  'src/platform/mapping': ['src/kernel'],
  'src/platform/isolate': ['src/kernel', 'src/platform/mapping'],
  'src/platform/egress': ['src/kernel', 'src/platform/telemetry'],
  'src/gateway/identity': ['src/kernel', 'src/platform/vault'],
  'src/gateway/oauth': ['src/kernel'],
  'src/gateway/people': ['src/kernel'],
  'src/gateway/auth': ['src/kernel', 'src/gateway/catalog', 'src/platform/vault', 'src/platform/egress'],
  'src/gateway/catalog': ['src/kernel'],
  'src/gateway/files': ['src/kernel'],
  'src/gateway/limits': ['src/kernel'],
  'src/gateway/signatures': ['src/kernel'],
  'src/gateway/actions': ['src/kernel', 'src/platform/mapping', 'src/gateway/catalog'],
  'src/gateway/search': ['src/kernel'],
  'src/gateway/skills': ['src/kernel', 'src/gateway/catalog'],
  'src/gateway/integrations': ['src/kernel', 'src/gateway/catalog', 'src/platform/telemetry/secret-names.ts'],
  'src/gateway/connect-requests': ['src/kernel', 'src/gateway/catalog'],
  'src/gateway/connections': ['src/kernel', 'src/gateway/auth', 'src/gateway/catalog', 'src/platform/vault'],
  'src/gateway/approvals': ['src/kernel'],
  'src/gateway/engine': [
    'src/kernel',
    'src/gateway/approvals',
    'src/gateway/auth',
    'src/gateway/catalog',
    'src/gateway/actions',
    'src/platform/egress',
    'src/platform/vault',
    'src/platform/telemetry',
  ],
  'src/gateway/operations': ['src/kernel'],
  'src/faces/http': ['src/kernel', 'src/platform/telemetry', 'src/faces/pages', 'src/faces/mcp'],
  'src/faces/mcp': ['src/kernel'],
  'src/faces/pages': ['src/kernel'],
  'src/faces/client': ['src/kernel'],
  'src/faces/cli': ['src/kernel', 'src/faces/client', 'src/platform/config'],
  'src/sandbox': ['src/kernel', 'src/platform/telemetry', 'src/platform/storage/sqlite-file.ts'],
  'src/connectors/*': ['src/kernel'],
  'src/connectors/*/sandbox': ['src/kernel', 'src/sandbox'],
};

/** Allowed for types alone: nothing of it is loaded. */
const allowedAsTypes: Readonly<Record<string, readonly string[]>> = {
  'src/faces/client': ['src/registry.gen.ts'],
};

/** The composition root: files directly in `src`, which may import everything. */
const compositionRoot = 'src';

/** Where one floor is put together: files directly in the folder, which may import what is named. */
const composed: Readonly<Record<string, string>> = { 'src/gateway': 'src/gateway/' };

const sandboxes = ['src/sandbox', 'src/connectors/*/sandbox'];
/** The apps' wing: a package that it alone may import counts against its own budget. */
const wing = ['src/connectors/*', ...sandboxes];
const everywhere = [compositionRoot, ...Object.keys(allowed)];

/** Which folder may import which package: swapping one touches one place. */
const packages: Readonly<Record<string, readonly string[]>> = {
  zod: everywhere,
  kysely: ['src/platform/storage'],
  libsql: ['src/platform/storage'],
  pg: ['src/platform/storage'],
  undici: ['src/platform/egress'],
  'ipaddr.js': ['src/platform/egress'],
  pino: ['src/platform/telemetry'],
  jose: ['src/gateway/identity'],
  oauth4webapi: ['src/gateway/auth'],
  '@simplewebauthn/server': ['src/gateway/people'],
  tldts: ['src/gateway/catalog'],
  commander: ['src/faces/cli'],
  '@modelcontextprotocol/server': ['src/faces/mcp'],
  hono: ['src/faces/http', 'src/faces/pages', ...sandboxes],
  '@hono/node-server': ['src/faces/http', 'src/faces/pages', ...sandboxes],
  jsonata: ['src/platform/mapping'],
  'quickjs-emscripten': ['src/platform/isolate'],
  '@cfworker/json-schema': ['src/platform/isolate'],
  yaml: ['src/faces/cli', 'src/gateway/catalog'],
  qs: ['src/gateway/engine', ...sandboxes],
  luxon: sandboxes,
  pdfkit: sandboxes,
  'dejavu-fonts-ttf': sandboxes,
  fflate: sandboxes,
  nodemailer: sandboxes,
  ws: ['src/sandbox'],
  'libphonenumber-js': ['src/connectors/*', 'src/connectors/*/sandbox'],
  'countries-and-timezones': sandboxes,
};

const apps = readdirSync(join(root, 'src/connectors'));
const sources = readSources('src');
const written = sources.filter(({ file }) => !isGenerated(file));
const product = written.filter(({ file }) => !isTest(file));
const edges = sources.filter(({ file }) => !isTest(file)).flatMap(importsOf);
const ourEdges = edges.filter(({ to }) => to.startsWith('src/'));

describe('imports', () => {
  test('the parser sees the imports of this repository', () => {
    expect(ourEdges.length).toBeGreaterThan(200);
    expect(edges.filter(({ kind }) => kind === 'type').length).toBeGreaterThan(50);
    expect(edges.filter(({ kind }) => kind === 'dynamic').length).toBeGreaterThan(0);
  });

  test('every form of import is seen, and comments are not', () => {
    const text = [
      "import a, { b } from './a.ts';\nimport {\n  c,\n} from './b.ts';\nimport type { D } from './c.ts';",
      "export * from './d.ts';\nexport { e } from 'e/f';\nimport '@s/g/h';\nconst i = await import('./i.ts');",
      "// import './no.ts'\n/** import('./no.ts') */\nconst from = 'nothing';",
    ].join('\n');
    const found = importsOf({ file: 'src/x/y.ts', text }).map(({ to, kind }) => `${kind} ${to}`);
    expect(found).toEqual([
      'static src/x/a.ts',
      'static src/x/b.ts',
      'type src/x/c.ts',
      'static src/x/d.ts',
      'static e',
      'static @s/g',
      'dynamic src/x/i.ts',
    ]);
  });

  test('every folder has a row in the table', () => {
    const strangers = sources.map(({ file }) => file).filter((file) => areaOf(file) === undefined);
    expect(strangers).toEqual([]);
  });

  test('a folder imports only what the table allows', () => {
    expect(ourEdges.filter((edge) => !isAllowed(edge)).map(show)).toEqual([]);
  });

  test('a package is imported only where the table allows it', () => {
    const external = edges.filter(({ to }) => !to.startsWith('src/') && !to.startsWith('node:'));
    const wrong = external.filter(({ from, to }) => !(packages[to] ?? []).includes(areaOf(from) ?? ''));
    expect(external.length).toBeGreaterThan(30);
    expect(wrong.map(show)).toEqual([]);
  });

  test('every import() names its target', () => {
    expect(product.flatMap((source) => computedImports(source).map((found) => `${source.file}: ${found}`))).toEqual([]);
  });

  test('no file imports itself over others', () => {
    expect(cycles(ourEdges.filter(({ kind }) => kind === 'static'))).toEqual([]);
  });
});

describe('sizes', () => {
  test('a file has at most 300 lines', () => {
    const long = [...written, ...readSources('scripts'), ...readSources('test')].map(({ file, text }) => ({
      file,
      lines: text.trimEnd().split('\n').length,
    }));
    expect(long.filter(({ lines }) => lines > 300)).toEqual([]);
  });

  test('a file loads at most 12 others, except where the parts are put together', () => {
    const parts = product.filter(({ file }) => !isComposition(file));
    const counts = parts.map((source) => ({
      file: source.file,
      imports: importsOf(source).filter(({ kind }) => kind === 'static').length,
    }));
    expect(counts.filter(({ imports }) => imports > 12)).toEqual([]);
  });
});

describe('vocabulary', () => {
  test.each(apps)('%s is named only in its own folder', (app) => {
    const elsewhere = [...product, ...readSources('scripts')].filter(
      ({ file }) => !file.startsWith(`src/connectors/${app}/`),
    );
    const mentions = elsewhere.filter(({ text }) => text.toLowerCase().includes(app)).map(({ file }) => file);
    expect(elsewhere.length).toBeGreaterThan(50);
    expect(mentions).toEqual([]);
  });

  test('no type is any', () => {
    const any = /(?:[:<|&,(]\s*|\bas\s+)any\b(?!\s*[:'"])/;
    const lines = product.flatMap(({ file, text }) =>
      text.split('\n').map((line, index) => ({ at: `${file}:${index + 1}`, line })),
    );
    const found = lines.filter(
      ({ line }) => !/^\s*(?:\/\/|\*|\/\*)/.test(line) && any.test(line.replace(/'[^']*'|`[^`]*`|"[^"]*"/g, '')),
    );
    expect(found).toEqual([]);
  });
});

describe('dependencies', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
  };

  test('the gateway has at most 20 direct ones, the apps and their sandboxes as many of their own; each has its place and an exact version', () => {
    const names = Object.keys(manifest.dependencies);
    const ofApps = names.filter((name) => packages[name]?.every((area) => wing.includes(area)));
    expect(names.length - ofApps.length).toBeLessThanOrEqual(20);
    expect(ofApps.length).toBeLessThanOrEqual(20);
    expect(names.filter((name) => packages[name] === undefined)).toEqual([]);
    expect(Object.entries(manifest.dependencies).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([]);
    expect(Object.keys(packages).filter((name) => !names.includes(name))).toEqual([]);
  });

  test('none that a user installs runs a script on installation', () => {
    const installed = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);
    expect(installed.length).toBeGreaterThan(20);
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });

  test('each is explained in docs/dependencies.md', () => {
    const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
    expect(Object.keys(manifest.dependencies).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

/** The row of the table that a file belongs to; undefined when it has none. */
function areaOf(file: string): string | undefined {
  const folders = file.split('/').slice(0, -1);
  if (isComposition(file)) return folders.join('/');
  const general = folders[1] === 'connectors' ? ['src', 'connectors', '*', ...folders.slice(3)] : folders;
  for (let depth = general.length; depth > 1; depth--) {
    const area = general.slice(0, depth).join('/');
    if (area in allowed) return area;
  }
  return undefined;
}

function isComposition(file: string): boolean {
  const folder = file.split('/').slice(0, -1).join('/');
  return folder === compositionRoot || folder in composed;
}

function isAllowed({ from, to, kind }: Import): boolean {
  const area = areaOf(from);
  if (area === undefined) return false;
  if (area === compositionRoot) return true;
  if (area in composed) return to.startsWith('src/kernel/') || to.startsWith(composed[area] ?? to);
  const app = from.split('/')[2] ?? '';
  if (
    area.startsWith('src/connectors/') &&
    to.startsWith('src/connectors/') &&
    !to.startsWith(`src/connectors/${app}/`)
  )
    return false;
  if (areaOf(to) === area) return true;
  const rows = [...(allowed[area] ?? []), ...(kind === 'type' ? (allowedAsTypes[area] ?? []) : [])];
  return rows.some((row) => row === to || row === areaOf(to));
}

function show({ from, to, kind }: Import): string {
  return `${from} → ${to} (${kind})`;
}

/** One line per group of files that import each other in a circle. */
function cycles(edges: readonly Import[]): string[] {
  const next = new Map<string, Import[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) found.push([...path.slice(start), file].join(' → '));
    if (start !== -1 || done.has(file)) return;
    for (const { to } of next.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}
