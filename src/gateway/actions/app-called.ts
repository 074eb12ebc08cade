import type { Catalog, KnownApp } from '../catalog/catalog.ts';

/** The app that people call so, in whatever case and with whatever between its words, or its domain; undefined when several are. */
export async function appCalled(catalog: Catalog, tenantId: string, called: string): Promise<KnownApp | undefined> {
  const wanted = spelled(called);
  if (wanted === '') return undefined;
  const own = (await catalog.all()).map(({ app, definition }) => ({
    id: app,
    names: [app, definition.name, ...definition.domains],
  }));
  const added = ((await catalog.added?.list(tenantId)) ?? []).map(({ id, name, host }) => ({
    id,
    names: [name, host],
  }));
  const [only, ...others] = [...own, ...added].filter(({ names }) => names.some((name) => spelled(name) === wanted));
  return only && others.length === 0 ? catalog.app(tenantId, only.id) : undefined;
}

/** Letters and digits alone; marks stay, because without them names in some scripts are others. */
function spelled(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
