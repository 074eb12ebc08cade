import {
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Resource,
  type Server,
} from '@modelcontextprotocol/server';
import {
  SKILLS_EXTENSION_ID,
  SKILLS_GET_METHOD,
  SKILLS_LIST_METHOD,
  type Skill as SkillEntry,
  skillEntry,
} from '@modelcontextprotocol/server/ext/skills';
import { z } from 'zod';
import { isPorinError } from '../../kernel/errors.ts';
import type { Skill } from '../../kernel/ports/skills.ts';
import type { Feature } from './server.ts';
import type { Session } from './session.ts';

const pageSize = 50;
const ttlMs = 300_000;
const address = /^skill:\/\/([a-z0-9-]{1,64})\/SKILL\.md$/;
const mimeType = 'text/markdown';

/** Entries of skills that are kept, as those of the built-in apps are. */
const entries = new WeakMap<Skill, Promise<SkillEntry>>();

/** skills/list and skills/get: the same documents as the command line exports. */
export const skillsFeature: Feature = {
  family: 'skills',
  capabilities: { extensions: { [SKILLS_EXTENSION_ID]: {} } },
  register(server: Server, session: Session) {
    const params = z.looseObject({ cursor: z.string().optional() });
    server.setRequestHandler(SKILLS_LIST_METHOD, { params }, async ({ cursor }) => {
      const page = await skillsPage(session, cursor);
      const skills = await Promise.all(page.skills.map(entryOf));
      return { skills, ...(page.cursor === undefined ? {} : { nextCursor: page.cursor }), ...cacheOf(session) };
    });
    server.setRequestHandler(SKILLS_GET_METHOD, { params: z.looseObject({ uri: z.string() }) }, async ({ uri }) => {
      const skill = await skillAt(session, uri);
      if (skill) return { skill: await entryOf(skill), ...cacheOf(session) };
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `No skill is served at ${uri.slice(0, 200)}`);
    });
  },
};

/** The skills as resources, for a list of those. */
export async function skillResources(session: Session): Promise<Resource[]> {
  const { skills } = await skillsPage(session, undefined);
  return skills.map(({ name, title, description, sizeBytes }) => ({
    ...{ uri: uriOf(name), name: `${name}/SKILL.md`, title: `Skill: ${title}`, description },
    ...{ mimeType, size: sizeBytes },
  }));
}

/** The text of a skill; undefined for an address that is none. */
export async function readSkillResource(session: Session, uri: string): Promise<ReadResourceResult | undefined> {
  const skill = await skillAt(session, uri);
  return skill && { contents: [{ uri, mimeType, text: skill.content }] };
}

async function skillsPage({ gateway: { skills }, caller, surface }: Session, cursor: string | undefined) {
  if (!caller.scopes.has('actions:read')) return { skills: [], cursor: undefined };
  try {
    if (surface.app !== undefined) return { skills: [await skills.get(caller, surface.app)], cursor: undefined };
    const page = await skills.list(caller, {}, { limit: pageSize, cursor });
    return { skills: await Promise.all(page.items.map(({ name }) => skills.get(caller, name))), cursor: page.cursor };
  } catch (error) {
    if (!isPorinError(error)) throw error;
    // An app to which nobody can talk yet has none.
    if (error.code === 'not_found') return { skills: [], cursor: undefined };
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${error.message}. ${error.hint}`);
  }
}

async function skillAt({ gateway: { skills }, caller, surface }: Session, uri: string): Promise<Skill | undefined> {
  const name = address.exec(uri)?.[1];
  if (name === undefined || !caller.scopes.has('actions:read')) return undefined;
  try {
    const skill = await skills.get(caller, name);
    return surface.app === undefined || surface.app === skill.externalAppId ? skill : undefined;
  } catch (error) {
    if (isPorinError(error) && error.code === 'not_found') return undefined;
    throw error;
  }
}

function entryOf(skill: Skill): Promise<SkillEntry> {
  const known = entries.get(skill);
  if (known) return known;
  const made = skillEntry(skill.name, { 'SKILL.md': skill.content });
  entries.set(skill, made);
  return made;
}

function uriOf(name: string): string {
  return `skill://${name}/SKILL.md`;
}

function cacheOf({ era }: Session) {
  return era === 'modern' ? { ttlMs, cacheScope: 'private' as const } : {};
}
