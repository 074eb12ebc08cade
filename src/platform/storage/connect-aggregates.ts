import type { ConnectStorage } from '../../kernel/ports/storage-connect.ts';
import { apps } from './apps.ts';
import type { Committed } from './committed.ts';
import { connectFlows } from './connect-flows.ts';
import { connectLinks } from './connect-links.ts';
import { connectRequests } from './connect-requests.ts';
import type { Engine } from './engine.ts';
import { integrations } from './integrations.ts';
import { refreshLeases } from './refresh-leases.ts';

/** The queries of every aggregate about connecting. */
export function connectAggregates(engine: Engine, committed: Committed, now: () => number): ConnectStorage {
  return {
    integrations: integrations(engine, committed, now),
    apps: apps(engine, committed, now),
    connectLinks: connectLinks(engine),
    connectRequests: connectRequests(engine, committed),
    connectFlows: connectFlows(engine),
    refreshLeases: refreshLeases(engine, committed),
  };
}
