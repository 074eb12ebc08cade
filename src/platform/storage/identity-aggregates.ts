import type { IdentityStorage } from '../../kernel/ports/storage-identity.ts';
import type { Committed } from './committed.ts';
import type { Engine } from './engine.ts';
import { grants } from './grants.ts';
import { oauthClients } from './oauth-clients.ts';
import { oauthRequests } from './oauth-requests.ts';
import { oneTime } from './one-time.ts';
import { passkeys } from './passkeys.ts';
import { people } from './people.ts';
import { refreshTokens } from './refresh-tokens.ts';
import { secrets } from './secrets.ts';
import { sessions } from './sessions.ts';
import { tenants } from './tenants.ts';
import { workspaces } from './workspaces.ts';

/** The queries of every aggregate about our own callers. */
export function identityAggregates(engine: Engine, committed: Committed, now: () => number): IdentityStorage {
  return {
    workspaces: workspaces(engine, committed),
    secrets: secrets(engine, committed),
    tenants: tenants(engine, committed),
    people: people(engine, committed),
    passkeys: passkeys(engine, committed),
    sessions: sessions(engine),
    oneTime: oneTime(engine),
    oauthClients: oauthClients(engine),
    oauthRequests: oauthRequests(engine, committed, now),
    grants: grants(engine, committed),
    refreshTokens: refreshTokens(engine, committed),
  };
}
