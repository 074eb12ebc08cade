import { pageThrough } from '../../kernel/cursor.ts';
import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/nearest-name.ts';
import type { ActionsPort } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Skill, SkillsPort, SkillView } from '../../kernel/ports/skills.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { addressOf } from './escape.ts';
import { writeSkill } from './skill.ts';
import type { SkillEdition } from './subject.ts';
import { actionsSeen, namesOfAdded, subjectOfAdded, subjectOfConnector } from './subjects.ts';

export interface SkillsParts {
  readonly catalog: Pick<Catalog, 'all' | 'added'>;
  readonly actions: Pick<ActionsPort, 'list'>;
  /** Address under which people reach the gateway. */
  readonly publicUrl: () => string;
  readonly version: () => string;
}

/** A skill that is written when somebody reads it. */
interface Written {
  readonly name: string;
  readonly app: string;
  write(): Promise<Skill>;
}

/** Writes the skills of the apps that the gateway knows. */
export function createSkills(parts: SkillsParts): SkillsPort {
  const published = builtIn(parts);
  const all = async (caller: Caller): Promise<readonly Written[]> => {
    const known = (await published()).map((skill) => ({
      name: skill.name,
      app: skill.externalAppId,
      write: async () => skill,
    }));
    const names = new Set(known.map(({ name }) => name));
    return [...known, ...(await added(parts, caller, names))];
  };
  return {
    published,
    async list(caller, { search = '' }, page) {
      const wanted = search.trim().toLowerCase();
      const found = (await all(caller)).filter(({ name, app }) => `${name} ${app}`.includes(wanted));
      const { items, ...rest } = pageThrough(found, page);
      const skills = await Promise.all(items.map(async (one) => viewOf(await one.write())));
      return { ...rest, items: skills };
    },
    async get(caller, name) {
      const known = await all(caller);
      const wanted = name.toLowerCase();
      const found = known.find((one) => one.name === wanted) ?? known.find(({ app }) => app === name);
      if (found) return found.write();
      throw unknownSkill(name, known);
    },
  };
}

/** The built-in ones, written once for each address of the gateway. */
function builtIn({ catalog, publicUrl, version }: SkillsParts): () => Promise<readonly Skill[]> {
  let written: { readonly key: string; readonly skills: Promise<readonly Skill[]> } | undefined;
  return () => {
    const edition = editionOf(publicUrl(), version());
    const key = JSON.stringify(edition);
    if (written?.key === key) return written.skills;
    const skills = catalog
      .all()
      .then((connectors) => connectors.map((one) => writeSkill(subjectOfConnector(one), edition)));
    written = { key, skills };
    // A failure is not kept: the next caller tries again.
    skills.catch(() => {
      written = undefined;
    });
    return skills;
  };
}

async function added(
  { catalog, actions, publicUrl, version }: SkillsParts,
  caller: Caller,
  taken: ReadonlySet<string>,
): Promise<readonly Written[]> {
  // Nothing can be done with an app while nobody has said how to talk to it.
  const rows = ((await catalog.added?.list(caller.tenantId)) ?? []).filter(isUsable);
  const names = namesOfAdded(rows, taken);
  const edition = editionOf(publicUrl(), version());
  return rows.map((row) => {
    const name = names.get(row.id) ?? row.id;
    const write = async () =>
      writeSkill(await subjectOfAdded(row, name, (app) => actionsSeen(actions, caller, app)), edition);
    return { name, app: row.id, write };
  });
}

function isUsable({ definition }: AppRow): boolean {
  return definition !== null;
}

/** A gateway of this machine alone is found without its address, whose port may be another tomorrow. */
function editionOf(publicUrl: string, version: string): SkillEdition {
  const isLocal = !URL.canParse(publicUrl) || /^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(new URL(publicUrl).hostname);
  return { version, gatewayUrl: isLocal ? undefined : addressOf(publicUrl)?.replace(/\/$/, '') };
}

function viewOf({ content: _, ...view }: Skill): SkillView {
  return view;
}

function unknownSkill(name: string, known: readonly Written[]): PorinError {
  const nearest = nearestName(
    name.slice(0, 100),
    known.map((one) => one.name),
  );
  return new PorinError('not_found', `No skill ${name.slice(0, 100)}`, {
    hint:
      nearest === undefined
        ? 'porin skill list shows the skills'
        : `Did you mean ${nearest}? porin skill list shows all`,
  });
}
