import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PorinError } from '../../../../kernel/errors.ts';
import type { Client } from '../../../client/client.ts';
import type { CliContext } from '../../context.ts';
import { addressFrom, chooseGateway, type GatewayChoice } from '../../gateway.ts';
import { workspaceOf } from '../../workspace.ts';
import { writeFile } from './files.ts';
import { readYaml, writeYaml } from './yaml-file.ts';

export const projectFile = 'membrane.config.yml';

/** A folder whose files are a workspace's, and the gateway that has it. */
export interface Project {
  readonly root: string;
  readonly client: Client;
  /** Names the workspace on its gateway, for the state. */
  readonly of: string;
  readonly url: string;
}

/** The project of the current folder. Errors: `not_found` when there is none; `configuration` when it is of another workspace. */
export async function openProject(context: CliContext): Promise<Project> {
  const root = rootOf(context.io.cwd);
  if (root === undefined) {
    throw new PorinError('not_found', `There is no ${projectFile} in ${context.io.cwd}, nor above`, {
      hint: 'Begin with: porin workspace init',
    });
  }
  const config = readYaml(readFileSync(join(root, projectFile), 'utf8'), projectFile);
  const wanted = { apiUri: textOf(config['apiUri']), workspaceKey: textOf(config['workspaceKey']) };
  const choice = choose(context, wanted.apiUri);
  const client = context.client(choice);
  const { key } = await workspaceOf(client, 'manager');
  if (wanted.workspaceKey !== undefined && key !== wanted.workspaceKey) {
    throw new PorinError(
      'configuration',
      `${projectFile} is of the workspace ${wanted.workspaceKey}, and ${choice.url} has ${String(key)}`,
      {
        hint: 'Name the gateway with --url, or make the project one of this workspace: porin workspace init --force',
      },
    );
  }
  return { root, client, of: `${choice.url} ${String(key)}`, url: choice.url };
}

function rootOf(folder: string): string | undefined {
  if (existsSync(join(folder, projectFile))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : rootOf(above);
}

/** Flag and environment win over the file, which may have come with somebody else's repository. */
function choose(context: CliContext, apiUri: string | undefined): GatewayChoice {
  const { globals, io } = context;
  const isNamed = globals.url !== undefined || globals.dataDir !== undefined || addressFrom(io.env) !== undefined;
  if (isNamed || apiUri === undefined) return context.gateway();
  const place = { env: io.env, cwd: io.cwd, program: io.program, credentials: context.credentials() };
  return { ...chooseGateway({ url: apiUri, dataDir: undefined }, place), namedBy: 'project' };
}

/** Makes a folder a project of the workspace in use, and gives the file. Errors: `already_exists` when it is one of another. */
export async function initProject(
  context: CliContext,
  folder: string,
  isForced: boolean,
): Promise<Readonly<Record<string, string>>> {
  const root = resolve(context.io.cwd, folder);
  const choice = context.gateway();
  const { key } = await workspaceOf(context.client(choice), 'manager');
  const file = join(root, projectFile);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const members = before === undefined ? {} : readYaml(before, projectFile);
  const names = { workspaceKey: String(key), apiUri: choice.url };
  const other = (Object.keys(names) as (keyof typeof names)[]).find(
    (name) => members[name] !== undefined && members[name] !== names[name],
  );
  if (other !== undefined && !isForced) {
    throw new PorinError('already_exists', `${file} has ${other} ${String(members[other])}, not ${names[other]}`, {
      hint: 'Make it a project of this workspace with --force',
    });
  }
  // What else is in it, secrets of its user too, stays as it is.
  writeFile(root, projectFile, writeYaml({ ...members, ...names }, before ?? '', projectFile));
  return { file, ...names };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
