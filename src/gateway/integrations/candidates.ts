import { type ActionDetail, detailed } from '../../kernel/action-detail.ts';
import type { ActionsPort, AppsPort, ConnectionsPort } from '../../kernel/ports/gateway.ts';
import type { ElementType, Found, IntegrationsPort } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { connectorView } from './connectors.ts';
import { type VisibleApp, visibleApps } from './own-apps.ts';

export interface CandidateParts {
  readonly storage: Pick<Storage, 'connections'>;
  readonly catalog: Catalog;
  readonly apps: AppsPort;
  readonly actions: ActionsPort;
  readonly connections: ConnectionsPort;
  readonly integrations: IntegrationsPort;
}

interface Shown {
  readonly elementType: ElementType;
  show(): Promise<Found['element']> | Found['element'];
}

/** Something that a search may find by its names. */
interface Candidate extends Shown {
  readonly id: string;
  readonly names: readonly string[];
  readonly domains: readonly string[];
  readonly purpose: string;
}

const most = 1_000;
const mostActions = 100;

/** What a caller's search looks through. */
export function createCandidates(parts: CandidateParts) {
  return {
    async candidates(caller: Caller, types: ReadonlySet<ElementType>): Promise<readonly Candidate[]> {
      const apps = await visibleApps(parts.catalog, caller);
      const groups = await Promise.all([
        types.has('connector') ? connectorsOf(apps) : [],
        types.has('external-app') ? appsOf(parts, caller, apps) : [],
        types.has('integration') ? integrationsOf(parts, caller) : [],
        types.has('connection') ? connectionsOf(parts, caller) : [],
      ]);
      return groups.flat();
    },
    async actions(caller: Caller, intent: string, detail: ActionDetail) {
      const { items, hint } = await parts.actions.list(caller, { intent }, { limit: mostActions });
      const shown = items.map((action): Shown => ({ elementType: 'action', show: () => detailed(action, detail) }));
      return { items: shown, ...(hint === undefined ? {} : { hint }) };
    },
  };
}

function namesOf({ id, name, definition }: VisibleApp) {
  return { names: [name, id], domains: definition?.domains ?? [], purpose: definition?.description ?? '' };
}

function connectorsOf(apps: readonly VisibleApp[]): Candidate[] {
  return apps.flatMap((app): Candidate[] => {
    const view = connectorView(app);
    return view ? [{ elementType: 'connector', id: app.id, ...namesOf(app), show: () => view }] : [];
  });
}

function appsOf({ apps: port }: CandidateParts, caller: Caller, apps: readonly VisibleApp[]): Candidate[] {
  return apps.map((app) => ({
    elementType: 'external-app',
    id: app.id,
    ...namesOf(app),
    show: () => port.get(caller, app.id),
  }));
}

/** All of them, the apps' own too: each can be named where an integration is asked for. */
async function integrationsOf({ integrations }: CandidateParts, caller: Caller): Promise<Candidate[]> {
  const { items } = await integrations.list(caller, {}, { limit: most });
  return items.flatMap((item): Candidate[] => {
    const { id, name, key, description = '' } = item;
    if (id === undefined) return [];
    return [
      {
        elementType: 'integration',
        id,
        names: [name, key],
        domains: [],
        purpose: description,
        show: () => ({ ...item, id }),
      },
    ];
  });
}

async function connectionsOf({ storage, connections }: CandidateParts, caller: Caller): Promise<Candidate[]> {
  const { items } = await storage.connections.find({ tenantId: caller.tenantId }, { limit: most });
  return items.map(({ id, name, key, app }) => ({
    elementType: 'connection',
    id,
    names: [name, app, ...(key === null ? [] : [key])],
    domains: [],
    purpose: '',
    show: () => connections.get(caller, id),
  }));
}
