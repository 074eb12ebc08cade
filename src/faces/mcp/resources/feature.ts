import {
  type ListResourcesResult,
  ProtocolError,
  type ReadResourceResult,
  ResourceNotFoundError,
  type Server,
} from '@modelcontextprotocol/server';
import { pageOf } from '../paging.ts';
import { cleanText } from '../results/clean.ts';
import type { Feature } from '../server.ts';
import type { Session } from '../session.ts';
import { readSkillResource, skillResources } from '../skills.ts';
import { actionResources } from './actions.ts';
import { appResources } from './apps.ts';
import { connectionResources } from './connections.ts';
import type { ResourceFamily } from './family.ts';
import { fileResources } from './files.ts';

const skills: ResourceFamily = { list: skillResources, read: readSkillResource };
const families: readonly ResourceFamily[] = [appResources, connectionResources, actionResources, fileResources, skills];

/** Of the protocol before 2026, which had a code of its own for this. */
const legacyNotFound = -32002;

/** resources/list, resources/templates/list and resources/read. */
export const resourcesFeature: Feature = {
  family: 'resources',
  capabilities: { resources: { listChanged: true } },
  modernCapabilities: { resources: { listChanged: true, subscribe: true } },
  register(server: Server, session: Session) {
    server.setRequestHandler('resources/list', ({ params }) => list(session, params?.cursor));
    server.setRequestHandler('resources/templates/list', () => ({
      resourceTemplates: familiesFor(session).flatMap(({ templates = [] }) => templates.map((one) => ({ ...one }))),
    }));
    server.setRequestHandler('resources/read', ({ params: { uri } }) => read(session, uri));
  },
};

function familiesFor({ caller, provider }: Session): readonly ResourceFamily[] {
  if (!caller.scopes.has('actions:read')) return [];
  return provider ? [...families, ...provider.resources] : families;
}

/** Every resource of the list, in its order. */
export async function allResources(session: Session) {
  const lists = await Promise.all(familiesFor(session).map((family) => family.list?.(session) ?? []));
  return lists.flat();
}

async function list(session: Session, cursor: string | undefined): Promise<ListResourcesResult> {
  const { page, next } = pageOf(session, 'mcp-resources-cursor', { items: await allResources(session), cursor });
  const resources = page.map(({ title, description, ...resource }) => ({
    ...resource,
    ...(title === undefined ? {} : { title: cleanText(title) }),
    ...(description === undefined ? {} : { description: cleanText(description) }),
  }));
  return { resources, ...next };
}

/** Undefined where there is nothing that this session may read. */
export async function readResource(session: Session, uri: string): Promise<ReadResourceResult | undefined> {
  for (const family of familiesFor(session)) {
    const found = await family.read(session, uri);
    if (found) return found;
  }
  return undefined;
}

async function read(session: Session, uri: string): Promise<ReadResourceResult> {
  const found = await readResource(session, uri);
  if (found) return found;
  if (session.era === 'modern') throw new ResourceNotFoundError(uri);
  throw new ProtocolError(legacyNotFound, `Resource not found: ${uri}`, { uri });
}
