import { PorinError } from '../../../kernel/errors.ts';
import { nearestName } from '../../../kernel/issues.ts';
import { Lru } from '../../../kernel/lru.ts';
import type { ActionView } from '../../../kernel/ports/gateway.ts';
import type { Caller } from '../../../kernel/ports/identity.ts';
import type { ChangeKind, Page, PageRequest } from '../../../kernel/ports/storage.ts';
import type { McpParts, Session } from '../session.ts';
import type { Surface } from '../surface.ts';
import { appTool } from './app-tools.ts';
import { metaTools } from './meta/meta.ts';
import { toolNamesOf } from './names.ts';
import type { Tool } from './tool.ts';

/** The tools of a surface: kept until something changes that they depend on. */
export interface ToolCatalog {
  /** Every tool of the surface, in the order of the list, whatever the budget. */
  all(session: Pick<Session, 'caller' | 'surface'>): Promise<readonly Tool[]>;
  /** By name. */
  find(session: Pick<Session, 'caller' | 'surface'>, name: string): Promise<Tool | undefined>;
  /** The action of the surface that has this id, or that a tool of this name runs. */
  actionOf(session: Pick<Session, 'caller' | 'surface'>, name: string): Promise<ActionView | undefined>;
  /** Checks that what the address names is there. Errors: `not_found` with the nearest app. */
  check(caller: Caller, surface: Surface): Promise<void>;
  stop(): void;
}

interface Entry {
  readonly tools: readonly Tool[];
  readonly byName: ReadonlyMap<string, Tool>;
  readonly actions: ReadonlyMap<string, ActionView>;
}

const keptTenants = 1_000;
const pageSize = 1_000;
/** The end of a name that another one has too: which one gets it depends on what is connected. */
const marked = /_[\da-f]{6}$/;
/** Changes that tools, prompts and resources depend on. */
export const affecting: ReadonlySet<ChangeKind> = new Set([
  'connection',
  'integration',
  'app',
  'action',
  'tenant',
  'workspace',
]);

export function createToolCatalog(parts: Pick<McpParts, 'gateway' | 'onChange' | 'provider'>): ToolCatalog {
  const known = new Lru<string, Promise<Entry>>(keptTenants);
  // Which row changed says nothing of whose it is, and a list is made in milliseconds.
  const stop = parts.onChange(({ kind }) => {
    if (affecting.has(kind)) known.clear();
  });
  function entry({ caller, surface }: Pick<Session, 'caller' | 'surface'>): Promise<Entry> {
    const key = `${caller.tenantId} ${surface.app ?? ''}`;
    const before = known.get(key);
    if (before) return before;
    const made = collect(parts, caller, surface);
    known.set(key, made);
    made.catch(() => known.delete(key));
    return made;
  }
  const isOffered = ({ tools }: Surface, { name }: Tool) => tools === undefined || tools.includes(name);
  return {
    async all(session) {
      const { tools } = await entry(session);
      return tools.filter((tool) => isOffered(session.surface, tool));
    },
    async find(session, name) {
      const tool = metaByName.get(name) ?? (await entry(session)).byName.get(name);
      return tool && isOffered(session.surface, tool) ? tool : undefined;
    },
    actionOf: async (session, name) => (await entry(session)).actions.get(name),
    async check(caller, surface) {
      const { app, tools = [] } = surface;
      if (app !== undefined && !known.get(`${caller.tenantId} ${app}`)) await knownApp(parts, caller, app);
      if (tools.length === 0) return;
      const { byName } = await entry({ caller, surface });
      const missing = tools.filter((name) => !byName.has(name));
      if (missing.length > 0) await knownTools(parts, caller, { missing, offered: [...byName.keys()] });
    },
    stop,
  };
}

const metaByName: ReadonlyMap<string, Tool> = new Map(metaTools.map((tool) => [tool.name, tool]));

async function collect(
  { gateway, provider }: Pick<McpParts, 'gateway' | 'provider'>,
  caller: Caller,
  { app }: Surface,
): Promise<Entry> {
  const others = provider?.tools ?? [];
  const apps = app === undefined ? await connectedApps(gateway, caller) : [app];
  const lists = apps.map((one) => allOf((page) => gateway.actions.list(caller, { app: one }, page)));
  const actions = new Map<string, ActionView>();
  for (const items of await Promise.all(lists)) {
    for (const action of items) if (isRunnable(action)) actions.set(action.id, action);
  }
  const sorted = [...actions.values()].sort(byAppAndKey);
  const taken = new Set([...metaByName.keys(), ...others.map(({ name }) => name)]);
  const names = toolNamesOf(sorted, taken);
  const nameOf = ({ id, key }: ActionView) => names.get(id) ?? key;
  const tools = [...metaTools, ...others, ...sorted.map((action) => appTool(action, nameOf(action)))];
  return {
    tools,
    byName: new Map(tools.map((tool) => [tool.name, tool])),
    actions: new Map(sorted.flatMap((action) => [[nameOf(action), action] as const, [action.id, action] as const])),
  };
}

/** Every page of a list. */
async function allOf<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: pageSize, cursor });
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

/** In order of their names. */
export async function connectedApps({ connections }: McpParts['gateway'], caller: Caller): Promise<readonly string[]> {
  const items = await allOf((page) => connections.list(caller, { isConnected: true }, page));
  return [...new Set(items.flatMap(({ externalAppId }) => externalAppId ?? []))].sort();
}

function isRunnable({ state, isDeactivated, archivedAt }: ActionView): boolean {
  return state === 'READY' && !isDeactivated && archivedAt === undefined;
}

function byAppAndKey(a: ActionView, b: ActionView): number {
  const [left, right] = [a, b].map(({ externalAppId = '', key, id }) => `${externalAppId} ${key} ${id}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

/** A tool of an app that is not connected, now or any more, is no mistake: its app comes and goes. Errors: `not_found` with the nearest tool. */
async function knownTools(
  { gateway }: Pick<McpParts, 'gateway'>,
  caller: Caller,
  { missing, offered }: { readonly missing: readonly string[]; readonly offered: readonly string[] },
): Promise<void> {
  const actions = await allOf((page) => gateway.actions.list(caller, {}, page));
  const names = new Set([...offered, ...toolNamesOf(actions, new Set(offered)).values()]);
  const wrong = missing.find((name) => !names.has(name) && !marked.test(name));
  if (wrong === undefined) return;
  const nearest = nearestName(wrong.slice(0, 100), names);
  throw new PorinError('not_found', `tools: no tool is named '${wrong.slice(0, 100)}'`, {
    hint: nearest === undefined ? 'porin mcp --help tells what can be chosen' : `Did you mean '${nearest}'?`,
  });
}

async function knownApp({ gateway }: Pick<McpParts, 'gateway'>, caller: Caller, app: string): Promise<void> {
  const ids = (await allOf((page) => gateway.apps.list(caller, {}, page))).map(({ id }) => id);
  if (ids.includes(app)) return;
  const nearest = nearestName(app.slice(0, 100), ids);
  throw new PorinError('not_found', `No app '${app.slice(0, 100)}'`, {
    hint:
      nearest === undefined
        ? '/mcp without an app offers all; ensure_connection there adds one by its address'
        : `Did you mean /mcp/${nearest}? /mcp offers all apps`,
    ...(nearest === undefined ? {} : { details: { nearest } }),
  });
}
