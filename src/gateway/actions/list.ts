import type { ActionsPort, ActionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { PageRequest, Storage } from '../../kernel/ports/storage.ts';
import type { SavedActionHead } from '../../kernel/ports/storage-actions.ts';
import { type FindParts, isShadowed, type Own, ownId } from './find.ts';
import { hintFor } from './hint.ts';
import { type Asking, askingAt, type Ranking } from './intent.ts';
import { isHidden, type Shelf } from './library.ts';
import { nearest, reaches } from './nearest.ts';
import { createNextSteps } from './next-steps.ts';
import { compareRanked, pageRanked, type Ranked } from './paging.ts';
import { connectorsAt, type Place, placeOf } from './place.ts';
import type { SavedSource } from './saved-source.ts';
import { createPresenter } from './view.ts';

export interface ListParts extends FindParts {
  readonly storage: FindParts['storage'] & Pick<Storage, 'tenants'>;
  readonly saved: SavedSource;
  readonly ranking: Ranking;
}

export type Query = Parameters<ActionsPort['list']>[1];
type FoundPage = Awaited<ReturnType<ActionsPort['list']>>;

type Entry = Ranked & { readonly text: string } & (
    | { readonly own: Own; readonly head?: undefined }
    | { readonly own?: undefined; readonly head: SavedActionHead }
  );

/** One page of the actions that a caller sees: newest first what was saved, then connectors' own; with an intent, best first. */
export async function list(parts: ListParts, caller: Caller, query: Query, page: PageRequest): Promise<FoundPage> {
  const tenantId = await tenantOf(parts, caller, query.tenant);
  if (tenantId === undefined) return { items: [], total: 0 };
  const place = await placeOf(parts, tenantId, query);
  const shelf = await parts.library.of(tenantId);
  const entries = [
    ...savedEntries(shelf, place, query),
    ...(await ownEntries(parts, tenantId, { shelf, place, query })),
  ];
  const asking = askingAt(query.intent, place, shelf);
  const ranked = await rankEntries(parts, searched(entries, query.search), asking);
  const { items, ...rest } = pageRanked(ranked, page);
  const present = createPresenter(parts, { ...caller, tenantId });
  const nextSteps = createNextSteps(parts, { tenantId, place });
  const why =
    asking && query.explain
      ? await parts.ranking.explain(
          asking,
          items.map(({ id }) => id),
        )
      : undefined;
  const views = items.map(async ({ own, head, id, score }): Promise<readonly ActionView[]> => {
    const shown = own ? { ...own, place } : await rowOf(parts, tenantId, head);
    // Undefined for one that went since.
    if (shown === undefined) return [];
    const view = await present(shown);
    if (asking === undefined) return [view];
    const lines = why?.get(id);
    return [
      {
        ...view,
        ...(await nextSteps(view)),
        score: Math.round(score * 1_000) / 1_000,
        ...(lines === undefined ? {} : { why: [...lines] }),
      },
    ];
  });
  const hint = asking && ranked.length === 0 ? { hint: await hintFor(parts, asking, { tenantId, place }) } : {};
  return { ...rest, ...hint, total: ranked.length, items: (await Promise.all(views)).flat() };
}

/** By id or key. A tenant that the caller may not see is one that does not exist. */
async function tenantOf(
  { storage }: ListParts,
  caller: Caller,
  selector: string | undefined,
): Promise<string | undefined> {
  if (selector === undefined || selector === caller.tenantId || selector === caller.tenantKey) return caller.tenantId;
  return caller.isManager ? (await storage.tenants.find(selector))?.id : undefined;
}

async function rowOf({ storage, saved }: ListParts, tenantId: string, { id }: SavedActionHead) {
  return (await saved.byId(tenantId, id)) ?? storage.actions.get(tenantId, id);
}

function savedEntries(shelf: Shelf, place: Place, query: Query): Entry[] {
  const { layer, instanceKey, parentId, isUniversal } = query;
  const wanted = shelf.heads.filter(
    (head) =>
      isVisible(head, shelf, { place, query }) &&
      (layer === undefined || head.layer === layer) &&
      (instanceKey === undefined || head.instanceKey === instanceKey) &&
      (parentId === undefined || head.parentId === parentId) &&
      (isUniversal === undefined || isUniversal === (head.layer === 'universal')) &&
      (query.app === undefined || place.app === undefined || head.app === null || head.app === place.app),
  );
  return withoutOverridden(wanted, place).map((head) => ({
    id: head.id,
    score: 0,
    order: head.createdAt,
    text: `${head.key} ${head.name} ${head.description}`,
    head,
  }));
}

function isVisible(
  head: SavedActionHead,
  { hidden }: Shelf,
  { place, query }: { readonly place: Place; readonly query: Query },
): boolean {
  if (head.archivedAt !== null && !query.includeArchived) return false;
  if (place.of === 'connection' || place.of === 'integration') {
    // A connection goes on working with an archived integration, and with its actions.
    if (!reaches(head, place)) return false;
    if (place.of === 'connection') return true;
  }
  return query.includeArchived === true || !isHidden(head, hidden);
}

/** Of one key only those of the nearest layer, where there is one connection or integration to be near to. */
function withoutOverridden(heads: readonly SavedActionHead[], place: Place): readonly SavedActionHead[] {
  if (place.of !== 'connection' && place.of !== 'integration') return heads;
  const byKey = new Map<string, SavedActionHead[]>();
  for (const head of heads) if (head.archivedAt === null) byKey.set(head.key, [...(byKey.get(head.key) ?? []), head]);
  const counting = new Set([...byKey.values()].flatMap((rows) => nearest(rows, place)));
  return heads.filter((head) => head.archivedAt !== null || counting.has(head));
}

async function ownEntries(
  { catalog }: ListParts,
  tenantId: string,
  { shelf, place, query }: { readonly shelf: Shelf; readonly place: Place; readonly query: Query },
): Promise<Entry[]> {
  const { layer, instanceKey, parentId, isUniversal } = query;
  if (layer !== undefined || instanceKey !== undefined || parentId !== undefined || isUniversal) return [];
  const live = shelf.heads.filter((head) => head.archivedAt === null && isVisible(head, shelf, { place, query: {} }));
  const isOverridden =
    place.of === 'connection' || place.of === 'integration'
      ? ({ action }: Own) => keys.has(action.key)
      : (own: Own) => isShadowed(own, live);
  const keys = new Set(live.map(({ key }) => key));
  const connectors = await connectorsAt(catalog, tenantId, place);
  return connectors
    .flatMap((connector) => [...connector.actions.values()].map((action): Own => ({ connector, action })))
    .filter((own) => !isOverridden(own))
    .map((own) => {
      const { key, name, description } = own.action;
      return { id: ownId(own), score: 0, order: 0, text: `${key} ${name} ${description}`, own };
    });
}

function searched(entries: readonly Entry[], search: string | undefined): readonly Entry[] {
  const wanted = search?.toLowerCase();
  return wanted === undefined ? entries : entries.filter(({ text }) => text.toLowerCase().includes(wanted));
}

/** In the order of the list; with an intent only what fits it. */
async function rankEntries(
  { ranking }: ListParts,
  entries: readonly Entry[],
  asking: Asking | undefined,
): Promise<readonly Entry[]> {
  if (asking === undefined) return entries.toSorted(compareRanked);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return [...(await ranking.rank(asking))].flatMap(([id, score], at): Entry[] => {
    const entry = byId.get(id);
    return entry ? [{ ...entry, score, order: -at }] : [];
  });
}
