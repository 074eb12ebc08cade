import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { apiDocument } from './gen/api-document.ts';
import { writeBrowserCode } from './gen/browser.ts';
import { attempt, catalogOf, renderCatalog } from './gen/catalog.ts';
import { renderCli } from './gen/cli-reference.ts';
import { type LoadedConnector, loadCommands, loadDefinitions } from './gen/load.ts';
import { Output } from './gen/output.ts';
import { renderActions, renderErrors } from './gen/reference.ts';
import { renderCommands, renderConnector, renderRegistry, renderSandboxes } from './gen/registry.ts';
import { renderSettings } from './gen/settings.ts';
import { readTree, type Tree } from './gen/tree.ts';
import { programVersion } from './version.ts';

const root = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');

const output = new Output(root, check);
const tree = readTree(root);
const problems: string[] = [...tree.problems];
writeRegistries(tree, output);
// Before the definitions are loaded, which import it.
await writeBrowserCode(root, output);
await writeData(tree, output, problems);
sweepStale(output);
report(output, problems);

/** The files that follow from folder and file names alone; whatever is broken inside the files, these get written. */
function writeRegistries(tree: Tree, output: Output): void {
  for (const folder of tree.connectors) {
    if (folder.hasDefinition) output.put(`src/connectors/${folder.app}/index.gen.ts`, renderConnector(folder));
  }
  output.put('src/registry.gen.ts', renderRegistry(tree));
  output.put('src/sandboxes.gen.ts', renderSandboxes(tree));
  output.put('src/faces/cli/commands.gen.ts', renderCommands(tree));
}

/** The files that need the definitions themselves: the catalogue first, because commands may import it. */
async function writeData(tree: Tree, output: Output, problems: string[]): Promise<void> {
  const definitions = await loadDefinitions(tree);
  problems.push(...definitions.problems);
  const catalog = catalogOf(definitions, problems);
  output.put('src/faces/client/catalog.gen.ts', renderCatalog(catalog));
  // Only now, because a face may reach generated files.
  const { openapi } = await import('../src/faces/http/openapi.ts');
  const document = openapi(definitions.operations, programVersion(root));
  output.put('docs/reference/openapi.json', `${JSON.stringify(document, null, 2)}\n`);
  output.put(
    'docs/reference/cli.md',
    await renderCli(catalog, await loadCommands(tree, problems), programVersion(root)),
  );
  for (const connector of definitions.connectors) {
    const page = renderActions(connector, problems);
    if (page) output.put(`docs/reference/actions-${connector.app}.md`, page);
    writeApi(connector, output, problems);
  }
  output.put('docs/reference/errors.md', renderErrors());
  const { environmentName, settings } = await import('../src/platform/config/schema.ts');
  output.put('docs/reference/settings.md', renderSettings(settings, environmentName));
}

/** The OpenAPI document of the app's own API, where the connector declares it. */
function writeApi(
  { app, definition, api, actions, sandbox }: LoadedConnector,
  output: Output,
  problems: string[],
): void {
  if (!definition || !api) return;
  const source = { definition, api, actions: new Map(actions), sandbox };
  const document = attempt(`the API of ${app}`, problems, () => apiDocument(source));
  if (document) output.put(`docs/reference/${app}.openapi.json`, `${JSON.stringify(document, null, 2)}\n`);
}

function sweepStale(output: Output): void {
  const reference = join(root, 'docs/reference');
  const pages = existsSync(reference)
    ? readdirSync(reference).filter((name) => /^actions-.*\.md$|\.openapi\.json$/.test(name))
    : [];
  const indexes = readdirSync(join(root, 'src/connectors'))
    .map((app) => `src/connectors/${app}/index.gen.ts`)
    .filter((file) => existsSync(join(root, file)));
  output.sweep([...pages.map((name) => `docs/reference/${name}`), ...indexes]);
}

function report(output: Output, problems: readonly string[]): void {
  const notes = check ? output.differences : output.changes;
  for (const note of [...problems, ...notes]) console.error(`gen: ${note}`);
  if (check && output.differences.length > 0) console.error('gen: run `npm run gen` and commit what it writes');
  if (problems.length > 0 || (check && output.differences.length > 0)) process.exitCode = 1;
}
