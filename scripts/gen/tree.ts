import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file whose default export is a definition, and the id that its place gives it. */
export interface DefinitionFile {
  readonly id: string;
  /** Relative to the repository, with forward slashes. */
  readonly file: string;
}

export interface ConnectorFolder {
  readonly app: string;
  readonly hasDefinition: boolean;
  readonly hasHooks: boolean;
  readonly hasSandbox: boolean;
  /** Whether its `api.ts` defines the app's API as it is on the wire. */
  readonly hasApi: boolean;
  readonly actions: readonly DefinitionFile[];
}

/** What the folders say exists; no file of it has been loaded. */
export interface Tree {
  readonly root: string;
  readonly operations: readonly DefinitionFile[];
  readonly connectors: readonly ConnectorFolder[];
  readonly commands: readonly DefinitionFile[];
  /** Files in definition folders that define nothing. */
  readonly problems: readonly string[];
}

/** Reads the folder tree, which is the registry. Order is alphabetical, so that the output is stable. */
export function readTree(root: string): Tree {
  const problems: string[] = [];
  const definitions = (folder: string, prefix: string): DefinitionFile[] =>
    sourcesIn(root, folder).flatMap((name) => {
      const file = `${folder}/${name}.ts`;
      if (/^export default\b/m.test(readFileSync(join(root, file), 'utf8'))) return [{ id: prefix + name, file }];
      problems.push(
        `${file} has no default export: every file in ${folder} defines something, helpers belong elsewhere`,
      );
      return [];
    });
  const operations = foldersIn(root, 'src/gateway/operations').flatMap((resource) =>
    definitions(`src/gateway/operations/${resource}`, `${resource}.`),
  );
  const connectors = foldersIn(root, 'src/connectors').map((app): ConnectorFolder => {
    const has = (file: string) => existsSync(join(root, 'src/connectors', app, file));
    return {
      app,
      hasDefinition: has('connector.ts'),
      hasHooks: has('hooks.ts'),
      hasSandbox: has('sandbox/index.ts'),
      hasApi: has('api.ts'),
      actions: definitions(`src/connectors/${app}/actions`, ''),
    };
  });
  return { root, operations, connectors, commands: definitions('src/faces/cli/commands', ''), problems };
}

function foldersIn(root: string, folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

function sourcesIn(root: string, folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.gen.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}
