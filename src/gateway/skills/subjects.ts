import { digestOf } from '../../kernel/digest.ts';
import type { ActionsPort, ActionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import { slugOf } from '../../kernel/slug.ts';
import type { Connector } from '../catalog/connector.ts';
import type { SkillAction, SkillSubject } from './subject.ts';

const maxNameLength = 64;
const pageSize = 500;
/** More are not looked at to choose the few that a skill names. */
const maxActions = 2_000;

/** A built-in app, as its folder defines it. */
export function subjectOfConnector({ app, definition, actions }: Connector): SkillSubject {
  const [domain] = definition.domains;
  return {
    app,
    name: nameOf(app) ?? app,
    title: definition.name,
    description: definition.description,
    docs: definition.links.docs,
    address: domain === undefined ? definition.links.homepage : `https://${domain}/`,
    actions: [...actions.values()].map(({ key, name, description, effect }) => ({ key, name, description, effect })),
    popular: definition.popular ?? [],
  };
}

/** Names of added apps' skills: the app's own, with a piece of its id's digest where another skill has it. */
export function namesOfAdded(rows: readonly AppRow[], taken: ReadonlySet<string>): ReadonlyMap<string, string> {
  const wanted = rows.map((row) => [row.id, nameOf(row.name) ?? 'app'] as const);
  const counts = new Map<string, number>();
  for (const [, name] of wanted) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(
    wanted.map(([id, name]) => {
      const isFree = !taken.has(name) && counts.get(name) === 1;
      return [id, isFree ? name : `${name.slice(0, maxNameLength - 7).replace(/-+$/, '')}-${digestOf(id).slice(0, 6)}`];
    }),
  );
}

/** An app that was added here, with what its caller can run on it. */
export async function subjectOfAdded(
  row: AppRow,
  name: string,
  actionsOf: (app: string) => Promise<readonly SkillAction[]>,
): Promise<SkillSubject> {
  return {
    app: row.id,
    name,
    title: row.name,
    description: row.definition?.description ?? '',
    docs: row.url === '' ? undefined : row.url,
    address: row.url === '' ? undefined : row.url,
    actions: await actionsOf(row.id),
    popular: [],
  };
}

/** The actions that a caller sees of an app, each key once. */
export async function actionsSeen(
  actions: Pick<ActionsPort, 'list'>,
  caller: Caller,
  app: string,
): Promise<readonly SkillAction[]> {
  const seen = new Map<string, ActionView>();
  let cursor: string | undefined;
  do {
    const page = await actions.list(caller, { app }, { limit: pageSize, cursor });
    for (const action of page.items) if (!seen.has(action.key)) seen.set(action.key, action);
    cursor = page.cursor;
  } while (cursor !== undefined && seen.size < maxActions);
  // By key, so that the order in which they were saved makes no difference.
  return [...seen.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** As the specification wants it; undefined when nothing of the text is left. */
function nameOf(text: string): string | undefined {
  const name = slugOf(text, 200)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxNameLength)
    .replace(/^-+|-+$/g, '');
  return name === '' ? undefined : name;
}
