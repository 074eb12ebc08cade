import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Asking, Ranking } from './intent.ts';
import type { Place } from './place.ts';

export interface HintParts {
  readonly storage: Pick<Storage, 'connections'>;
  readonly ranking: Ranking;
  readonly catalog: Catalog;
}

interface Where {
  readonly tenantId: string;
  readonly place: Place;
}

const mostRead = 20;
const mostTold = 3;

/** What to do where nothing fits: another app that can do it, else the app's own API, connected first where it is not. */
export async function hintFor(parts: HintParts, asking: Asking, { tenantId, place }: Where): Promise<string> {
  const { items } = await parts.storage.connections.find({ tenantId }, { limit: mostRead });
  const other = place.of === undefined ? undefined : await elsewhere(parts, asking, { tenantId, place });
  if (other) {
    const connect = items.some(({ app }) => app === other.app) ? '' : `; ${ensure(other.app)} connects it`;
    return `Nothing on ${place.name} fits. ${other.name} may: porin action get ${other.id} shows it${connect}`;
  }
  const own = place.connectionId;
  if (own !== undefined) {
    const row = await parts.storage.connections.get(tenantId, own);
    return `Nothing on ${place.name} fits. ${listOf(place)}; ${row ? apiOn(row) : `${request(own)} calls its API`}`;
  }
  const [named] = place.app === undefined ? await parts.ranking.appsNamed(asking) : [place.app];
  const app = named === undefined ? undefined : await parts.catalog.app(tenantId, named);
  if (!app) return ofNoApp(items);
  const nothing = place.of === undefined ? `Nothing of the app ${app.name} fits` : `Nothing on ${place.name} fits`;
  return `${nothing}. ${listOf({ app: app.id })}; ${apiOf(app.id, items)}`;
}

/** The best action of another app. */
async function elsewhere(
  { ranking, catalog }: HintParts,
  { intent, saved }: Asking,
  { tenantId, place }: Where,
): Promise<{ readonly id: string; readonly app: string; readonly name: string } | undefined> {
  const ranked = await ranking.rank({ intent, saved });
  for (const id of ranked.keys()) {
    // A saved one names its app itself.
    const mine = saved.find(({ action }) => action.id === id);
    const at = id.indexOf('.');
    const app = mine ? mine.app : id.slice(0, at);
    if (app === '' || app === place.app) continue;
    const known = await catalog.app(tenantId, app);
    const action = mine?.action ?? known?.connector?.actions.get(id.slice(at + 1));
    if (known && action) return { id, app, name: `'${action.name}' of ${known.name}` };
  }
  return undefined;
}

function apiOf(app: string, connections: readonly ConnectionRow[]): string {
  const [first, ...others] = connections.filter((one) => one.app === app);
  if (first && others.length === 0) return apiOn(first);
  if (first) return `${request('CONNECTION_ID')} calls its API, on ${namesOf([first, ...others])}`;
  return `it is not connected: after ${ensure(app)}, ${request(app)} calls its API`;
}

function apiOn({ id, state }: ConnectionRow): string {
  if (state === 'READY') return `${request(id)} calls its API`;
  return `it is not ready: after what porin connection get ${id} says, ${request(id)} calls its API`;
}

function ofNoApp(connections: readonly ConnectionRow[]): string {
  const again = 'Nothing fits. Say it in other words, or name the app';
  const [first, ...others] = connections;
  const connect = `${ensure('ADDRESS')} connects ${first ? 'another' : 'an'} app`;
  if (first === undefined) return `${again}. No app is connected yet: ${connect}`;
  if (others.length === 0) return `${again}. ${request(first.id)} calls the API of ${first.name}; ${connect}`;
  return `${again}. ${request('CONNECTION_ID')} calls an app's API, on ${namesOf(connections)}; ${connect}`;
}

function namesOf(connections: readonly ConnectionRow[]): string {
  const told = connections.slice(0, mostTold).map(({ id, name }) => `${id} (${name})`);
  const more = connections.length > mostTold ? ', porin connection list shows the others' : '';
  return `${told.join(' or ')}${more}`;
}

function listOf({ connectionId, app }: Pick<Place, 'connectionId' | 'app'>): string {
  const there = connectionId === undefined ? `--app ${app}` : `--connectionId ${connectionId}`;
  return `porin action list ${there} shows what there is`;
}

function ensure(app: string): string {
  return `porin connection ensure ${app}`;
}

function request(connection: string): string {
  return `porin request ${connection} /PATH`;
}
