import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ActionDefinition } from '../../src/kernel/action.ts';
import type { ApiDefinition } from '../../src/kernel/api.ts';
import type { CommandDefinition } from '../../src/kernel/command.ts';
import type { ConnectorDefinition } from '../../src/kernel/connector.ts';
import type { OperationDefinition } from '../../src/kernel/operation.ts';
import type { SandboxDefinition } from '../../src/sandbox/definition.ts';
import type { Tree } from './tree.ts';

export interface LoadedConnector {
  readonly app: string;
  readonly definition: ConnectorDefinition | undefined;
  readonly actions: readonly (readonly [key: string, action: ActionDefinition])[];
  readonly sandbox: SandboxDefinition | undefined;
  readonly api: ApiDefinition | undefined;
}

/** The definitions themselves, loaded one by one so that a broken file is named and does not hide the others. */
export interface Definitions {
  readonly operations: Readonly<Record<string, OperationDefinition>>;
  readonly connectors: readonly LoadedConnector[];
  readonly problems: readonly string[];
}

/** Loads operations, connectors and sandboxes, not through generated files: those may be stale or missing. */
export async function loadDefinitions(tree: Tree): Promise<Definitions> {
  const problems: string[] = [];
  const load = async <T>(file: string): Promise<T | undefined> => defaultOf<T>(tree.root, file, problems);
  const operations: Record<string, OperationDefinition> = {};
  for (const { id, file } of tree.operations) {
    const operation = await load<OperationDefinition>(file);
    if (operation) operations[id] = operation;
  }
  const connectors: LoadedConnector[] = [];
  for (const folder of tree.connectors) {
    const base = `src/connectors/${folder.app}`;
    const actions: [string, ActionDefinition][] = [];
    for (const { id, file } of folder.actions) {
      const action = await load<ActionDefinition>(file);
      if (action) actions.push([id, action]);
    }
    connectors.push({
      app: folder.app,
      definition: folder.hasDefinition ? await load<ConnectorDefinition>(`${base}/connector.ts`) : undefined,
      actions,
      sandbox: folder.hasSandbox ? await load<SandboxDefinition>(`${base}/sandbox/index.ts`) : undefined,
      api: folder.hasApi ? await load<ApiDefinition>(`${base}/api.ts`) : undefined,
    });
  }
  return { operations, connectors, problems };
}

/** Loads the commands. They may reach the generated catalogue, so it has to be written before. */
export async function loadCommands(tree: Tree, problems: string[]): Promise<CommandDefinition<never>[]> {
  const commands: CommandDefinition<never>[] = [];
  for (const { file } of tree.commands) {
    const command = await defaultOf<CommandDefinition<never>>(tree.root, file, problems);
    if (command) commands.push(command);
  }
  return commands;
}

async function defaultOf<T>(root: string, file: string, problems: string[]): Promise<T | undefined> {
  try {
    const module = (await import(pathToFileURL(join(root, file)).href)) as { default?: T };
    if (module.default === undefined) problems.push(`${file} has no default export`);
    // The type-check of the repository proves the shape; here it is only read.
    return module.default;
  } catch (error) {
    problems.push(`${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
