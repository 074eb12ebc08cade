import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type {
  BegunFlow,
  ConnectAsk,
  ConnectFlow,
  ConnectFlowsPort,
  ConnectResult,
} from '../../kernel/ports/connect-flows.ts';
import type { ConnectionsPort } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import type { ConnectLinkRow, ConnectRequestRow } from '../../kernel/ports/storage-connect.ts';
import { askOf, flowOf, isErrorBody, payloadOf, requesterOf } from './flow-record.ts';
import { cancelRequest, failRequest, noteConnection, openRequest } from './results.ts';

export interface FlowParts {
  readonly storage: Storage;
  readonly links: {
    /** A token for the connect page of this connection, which serves this request. */
    tokenFor(connection: ConnectionRow, requestId: string, requestedBy?: string): Promise<string>;
    /** The link behind a token while its time lasts, used or not. */
    known(token: string): Promise<ConnectLinkRow | undefined>;
  };
  readonly connections: ConnectionsPort;
  readonly now: () => number;
}

export interface ConnectFlows extends ConnectFlowsPort {
  stop(): void;
}

const validMs = 3_600_000;

/** What stands behind a browser's connect(), the screens and the pages of connection requests. */
export function createConnectFlows(parts: FlowParts): ConnectFlows {
  const { storage, links } = parts;
  const watches = createWatches(storage, async (tenantId, requestId) => {
    const row = await storage.connectRequests.get(tenantId, requestId);
    return row && resultOf(parts, row);
  });

  /** Ends a flow, and the connection request that it answers; what ended before stays as it was. */
  async function end(flow: ConnectFlow, note: (request: { tenantId: string; id: string }) => Promise<boolean>) {
    const { tenantId, requestId, connectionRequestId } = flow;
    await note({ tenantId, id: requestId });
    if (connectionRequestId !== undefined) await note({ tenantId, id: connectionRequestId });
    const row = await storage.connectRequests.get(tenantId, requestId);
    const result = row && (await resultOf(parts, row));
    if (result) return result;
    throw notValid();
  }

  return {
    async begin(caller, ask) {
      if (!caller.scopes.has('connections:manage'))
        throw new PorinError('access_denied', 'This needs the scope connections:manage, which this token has not');
      const requestId = ask.requestId ?? newId('crq');
      const known = await storage.connectRequests.get(caller.tenantId, requestId);
      // The same form, sent again: a reloaded window goes on where it was.
      const row = known ?? (await noted(parts, caller, ask, requestId));
      return begun(parts, row, caller.clientName);
    },
    async open(requestId) {
      const row = await openRequest(parts, requestId);
      const connectionId = await connectionOf(parts, await tenantCaller(parts, row.tenantId), row);
      return begun(parts, { ...row, connectionId }, requesterOf(row.payload));
    },
    async find(linkToken) {
      const link = await links.known(linkToken);
      return link && this.ofTenant(link.tenantId, link.requestId ?? undefined);
    },
    async ofTenant(tenantId, requestId) {
      const row = requestId === undefined ? undefined : await storage.connectRequests.get(tenantId, requestId);
      return row && flowOf(row);
    },
    async result({ tenantId, requestId }) {
      const row = await storage.connectRequests.get(tenantId, requestId);
      return row && resultOf(parts, row);
    },
    fail: (flow, error) => end(flow, (request) => failRequest(parts, request, error)),
    cancel: (flow) => end(flow, (request) => cancelRequest(parts, request)),
    watch: watches.watch,
    stop: watches.stop,
  };
}

async function noted(parts: FlowParts, caller: Caller, ask: ConnectAsk, id: string): Promise<ConnectRequestRow> {
  const answered = ask.connectionRequestId;
  const request = answered === undefined ? undefined : await openRequest(parts, answered, caller.tenantId);
  const connectionId = request ? await connectionOf(parts, caller, request) : await connectionFor(parts, caller, ask);
  const createdAt = parts.now();
  const row: ConnectRequestRow = {
    id,
    tenantId: caller.tenantId,
    kind: 'browser',
    status: 'pending',
    connectionId,
    payload: { ...payloadOf(ask), ...(request === undefined ? {} : { prompt: request.payload['prompt'] }) },
    resultConnectionId: null,
    resultError: null,
    createdAt,
    expiresAt: createdAt + validMs,
  };
  await parts.storage.connectRequests.insert(row);
  return row;
}

async function begun({ storage, links }: FlowParts, row: ConnectRequestRow, requestedBy?: string): Promise<BegunFlow> {
  const flow = flowOf(row);
  const connection = flow && (await storage.connections.get(row.tenantId, flow.connectionId));
  if (!flow?.isPending || !connection || connection.archivedAt !== null) throw notValid();
  return { flow, linkToken: await links.tokenFor(connection, row.id, requestedBy) };
}

/** The connection that a connection request is about; made now, and noted, if there is none yet. */
async function connectionOf(parts: FlowParts, caller: Caller, row: ConnectRequestRow): Promise<string> {
  if (row.connectionId !== null) return row.connectionId;
  const connectionId = await connectionFor(parts, caller, askOf(row.payload));
  if (await noteConnection(parts, row, connectionId)) return connectionId;
  throw notValid();
}

/** The connection that is meant, or a new one. Reconnecting one is better than a second one, so that is what happens unless said otherwise. */
async function connectionFor({ connections }: FlowParts, caller: Caller, ask: ConnectAsk): Promise<string> {
  if (ask.connection !== undefined) return (await connections.get(caller, ask.connection)).id;
  const { connector } = ask;
  const app = ask.integration ?? connector;
  if (app === undefined && ask.intent === undefined) {
    throw new PorinError('bad_request', 'Nothing says what to connect', {
      hint: 'Give integrationKey, connectorId, connectionId or intent',
    });
  }
  const { name, intent } = ask;
  const wanted = ask.integration === undefined ? { app: connector } : { integration: ask.integration };
  if (ask.allowMultipleConnections) {
    return (await connections.create(caller, { ...wanted, name, ...(app === undefined ? { intent } : {}) })).id;
  }
  if (ask.integration !== undefined) {
    const { items } = await connections.list(caller, { integration: ask.integration }, { limit: 100 });
    const known = items.find(({ connected }) => connected) ?? items[0];
    return (known ?? (await connections.create(caller, { ...wanted, name }))).id;
  }
  const ensured = await connections.ensure(
    caller,
    connector === undefined ? { intent, name } : { connectorId: connector, name },
  );
  return ensured.id;
}

/** What came of a request; undefined while it is under way. */
async function resultOf(parts: FlowParts, row: ConnectRequestRow): Promise<ConnectResult | undefined> {
  if (row.status === 'pending') return undefined;
  const base = { source: 'integration.app', requestId: row.id } as const;
  const id = row.resultConnectionId ?? row.connectionId;
  if (row.status === 'success' && id !== null) {
    const connection = await parts.connections.get(await tenantCaller(parts, row.tenantId), id);
    return { ...base, type: 'newConnectionCreated', connection };
  }
  const errorData = isErrorBody(row.resultError) ? row.resultError : cancelled().toBody();
  const named = row.connectionId === null ? {} : { connectionId: row.connectionId };
  return { ...base, type: 'newConnectionFailure', error: errorData.message, errorData, ...named };
}

/** The tenant whose request a page serves. It stands for nobody's token, so it may connect and nothing else. */
async function tenantCaller({ storage }: FlowParts, tenantId: string): Promise<Caller> {
  const tenant = await storage.tenants.get(tenantId);
  if (!tenant) throw notValid();
  return {
    workspaceId: tenant.workspaceId,
    tenantId,
    tenantKey: tenant.key,
    scopes: new Set(['connections:manage']),
    isOwner: false,
    isManager: false,
  };
}

function cancelled(): PorinError {
  return new PorinError('client_action_required', 'The person at the connect page cancelled', {
    hint: 'Start again when the person wants to connect',
  });
}

function notValid(): PorinError {
  return new PorinError('not_found', 'This request is not valid', {
    hint: 'It may be over, expired or mistyped; start again where you came from',
  });
}

/** Who waits for which request. One listener on the storage serves all, and nobody asks the database meanwhile. */
function createWatches(
  storage: Pick<Storage, 'onChange'>,
  read: (tenantId: string, requestId: string) => Promise<ConnectResult | undefined>,
) {
  const watched = new Map<string, Set<() => void>>();
  const stop = storage.onChange(({ kind, id }) => {
    if (kind !== 'request') return;
    for (const looks of id === '*' ? watched.values() : [watched.get(id) ?? []]) for (const look of [...looks]) look();
  });
  function watch(tenantId: string, requestId: string, deliver: (result: ConnectResult) => void): () => void {
    const key = `${tenantId}/${requestId}`;
    const looks = watched.get(key) ?? new Set();
    const end = () => {
      looks.delete(look);
      if (looks.size === 0 && watched.get(key) === looks) watched.delete(key);
    };
    const look = () => {
      read(tenantId, requestId).then(
        (result) => {
          if (!result || !looks.has(look)) return;
          end();
          deliver(result);
        },
        // The next change looks again; whoever waits has nothing better to do than wait.
        () => undefined,
      );
    };
    watched.set(key, looks.add(look));
    look();
    return end;
  }
  return { watch, stop };
}
