import type { Client } from '../../../client/client.ts';
import { normalizeArgv } from '../../argv.ts';
import { type CliContext, createContext } from '../../context.ts';
import { globalFlags, readGlobals } from '../../globals.ts';
import type { FoundCommand } from '../../words.ts';
import type { Candidate, CompletionPlace } from './complete.ts';

// What a person looks through; more only takes time.
const limit = 50;
const patienceMs = 280;

type Kind = 'connection' | 'action' | 'run' | 'app' | 'integration';

/** By the name of a flag or argument, whatever command has it. */
const kindsByName: Readonly<Record<string, Kind>> = {
  connectionId: 'connection',
  connectionKey: 'connection',
  connection: 'connection',
  actionId: 'action',
  runId: 'run',
  actionRunId: 'run',
  app: 'app',
  appUrl: 'app',
  externalAppId: 'app',
  connectorId: 'app',
  connectorKey: 'app',
  integrationId: 'integration',
  integrationKey: 'integration',
};

/** What `id` means, by the first word of the command. */
const kindsByGroup: Readonly<Record<string, Kind>> = {
  connection: 'connection',
  action: 'action',
  act: 'action',
  'action-run-log': 'run',
  'external-app': 'app',
  integration: 'integration',
};

/** Values that the gateway knows for a flag or an argument; none when it knows nothing of that kind. */
export async function knownValues(
  name: string,
  found: FoundCommand,
  place: CompletionPlace,
): Promise<readonly Candidate[]> {
  const group = found.entry?.words.split(' ')[0] ?? '';
  const kind = name === 'id' || (name === 'key' && group === 'act') ? kindsByGroup[group] : kindsByName[name];
  if (kind === undefined) return [];
  return listed[kind](contextOf(found.rest, place).client(), connectionOn(found.rest));
}

/** The context of the line as it is so far, whose flags may name another gateway; it says nothing. */
function contextOf(rest: readonly string[], { io, catalog }: CompletionPlace): CliContext {
  const words = normalizeArgv(rest, globalFlags);
  const given: Record<string, string> = {};
  for (const { name, kind } of globalFlags) {
    if (kind !== 'string') continue;
    const index = words.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
    const word = words[index] ?? '';
    const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[index + 1];
    if (index !== -1 && value !== undefined) given[name] = value;
  }
  const globals = { ...readGlobals(given, new Set()), quiet: true };
  return createContext(io, globals, catalog);
}

type Lister = (client: Client, connection: string | undefined) => Promise<readonly Candidate[]>;

const options = { timeoutMs: patienceMs };

const listed: Readonly<Record<Kind, Lister>> = {
  connection: async (client) => {
    const { items } = await client.call('connections.list', { limit }, options);
    return items.flatMap(({ id, key, name, state }) => {
      const description = `${name}, ${state}`;
      return [...(key === undefined ? [] : [{ value: key, description }]), { value: id, description }];
    });
  },
  action: async (client, connectionId) => {
    const { items } = await client.call('actions.list', { limit: 200, connectionId }, options);
    return items.map(({ id, key, name }) => ({ value: key === '' ? id : key, description: name }));
  },
  run: async (client) => {
    const { items } = await client.call('runs.list', { limit }, options);
    return items.map(({ id, name, status }) => ({ value: id, description: `${name}, ${status}` }));
  },
  app: async (client) => {
    const { items } = await client.call('apps.list', { limit: 200 }, options);
    return items.map(({ id, name }) => ({ value: id, description: name }));
  },
  integration: async (client) => {
    const { items } = await client.call('integrations.list', { limit: 200 }, options);
    return items.flatMap(({ id, key, name }) =>
      id === undefined ? [] : [{ value: key === '' ? id : key, description: name }],
    );
  },
};

/** The connection that the line names already, so that its actions alone are offered. */
function connectionOn(rest: readonly string[]): string | undefined {
  for (const [index, word] of rest.entries()) {
    const [, value] = /^--connection-?(?:id|key)(?:=(.*))?$/is.exec(word) ?? [];
    if (value !== undefined) return value;
    if (/^--connection-?(id|key)$/i.test(word)) return rest[index + 1];
  }
  return undefined;
}
