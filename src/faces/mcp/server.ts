import {
  Server,
  type ServerCapabilities,
  type ServerOptions,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/server';
import { completionFeature } from './completion/feature.ts';
import { instructions } from './instructions.ts';
import { promptsFeature } from './prompts/feature.ts';
import { resourcesFeature } from './resources/feature.ts';
import type { Session } from './session.ts';
import { skillsFeature } from './skills.ts';
import { toolsFeature } from './tools/feature.ts';

/** The revision from which on every request says all that it needs. */
export const modernRevision = '2026-07-28';

/** One thing that a server can do, with the handlers of its requests. */
export interface Feature {
  /** What its methods begin with: `tools` of `tools/call`. */
  readonly family: string;
  readonly capabilities: ServerCapabilities;
  /** In place of those, where a client can be told of changes. */
  readonly modernCapabilities?: ServerCapabilities;
  register(server: Server, session: Session): void;
}

const features: readonly Feature[] = [toolsFeature, resourcesFeature, promptsFeature, completionFeature, skillsFeature];

const lists = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list', 'resources/read'] as const;
const listTtlMs = 60_000;

const common: Omit<ServerOptions, 'capabilities'> = {
  supportedProtocolVersions: [...SUPPORTED_PROTOCOL_VERSIONS, modernRevision],
  instructions,
  cacheHints: {
    ...Object.fromEntries(lists.map((method) => [method, { ttlMs: listTtlMs, cacheScope: 'private' }])),
    'server/discover': { ttlMs: listTtlMs, cacheScope: 'private' },
  },
  // Answers of older clients cannot be waited for: the next request may come to another node.
  inputRequired: { legacyShim: false },
  // The default makes a validator for each server; nothing is ever validated with it, because nothing is asked of a client in a call.
  jsonSchemaValidator: { getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'not expected' }) },
};

const usual = { modern: optionsFor(features, 'modern'), legacy: optionsFor(features, 'legacy') };

function optionsFor(all: readonly Feature[], era: Session['era']): ServerOptions {
  const each = all.map(({ capabilities, modernCapabilities }) =>
    era === 'modern' ? (modernCapabilities ?? capabilities) : capabilities,
  );
  return { ...common, capabilities: Object.assign({}, ...each) };
}

/** A server for one request of this session, which knows the methods of its family alone when that is given: others it is not asked for. */
export function createServer(session: Session, family?: string): Server {
  const info = { name: 'porin', title: 'Porin', version: session.version, websiteUrl: session.publicUrl() };
  const all = session.provider ? [...features, ...session.provider.features] : features;
  const server = new Server(info, all === features ? usual[session.era] : optionsFor(all, session.era));
  for (const feature of all) {
    if (family === undefined || family === feature.family) feature.register(server, session);
  }
  return server;
}
