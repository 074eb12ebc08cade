import { digestOf } from '../../kernel/digest.ts';
import { allPrompts } from './prompts/feature.ts';
import { allResources, readResource } from './resources/feature.ts';
import type { Session } from './session.ts';
import { offered } from './tools/list.ts';
import type { Tool } from './tools/tool.ts';

const lists = ['tools', 'prompts', 'resources'] as const;
type List = (typeof lists)[number];

/** What somebody wants to be told of. */
export interface Wanted {
  readonly toolsListChanged?: boolean;
  readonly promptsListChanged?: boolean;
  readonly resourcesListChanged?: boolean;
  /** Addresses of resources. */
  readonly resourceSubscriptions?: readonly string[];
}

/** Digests of what a session sees, by list or address. */
export type Watched = Readonly<Record<string, string>>;

export interface Changes {
  readonly lists: readonly List[];
  readonly uris: readonly string[];
}

/** Looks at what is wanted, as it is now. */
export async function watch(session: Session, wanted: Wanted): Promise<Watched> {
  const seen: [string, string][] = [];
  for (const list of lists) if (wanted[`${list}ListChanged`]) seen.push([list, await looks[list](session)]);
  for (const uri of wanted.resourceSubscriptions ?? []) {
    const found = await readResource(session, uri);
    seen.push([`uri ${uri}`, found === undefined ? '' : digestOf(JSON.stringify(found))]);
  }
  return Object.fromEntries(seen);
}

/** What was seen both times, and is different. */
export function changesOf(before: Watched, now: Watched): Changes {
  const isOther = (key: string) => before[key] !== undefined && now[key] !== undefined && before[key] !== now[key];
  return {
    lists: lists.filter(isOther),
    uris: Object.keys(now).flatMap((key) => (key.startsWith('uri ') && isOther(key) ? [key.slice(4)] : [])),
  };
}

const looks: Readonly<Record<List, (session: Session) => Promise<string>>> = {
  tools: async (session) => digestOf((await offered(session)).map(digestOfTool).join()),
  prompts: async (session) => digestOf((await allPrompts(session)).map(({ name }) => name).join()),
  resources: async (session) => digestOf(JSON.stringify(await allResources(session))),
};

const digests = new WeakMap<Tool, string>();

function digestOfTool(tool: Tool): string {
  const known = digests.get(tool);
  if (known !== undefined) return known;
  const made = digestOf(JSON.stringify(tool));
  digests.set(tool, made);
  return made;
}
