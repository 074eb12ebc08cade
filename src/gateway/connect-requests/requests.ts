import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { newAppName } from '../../kernel/new-app.ts';
import type {
  ConnectionRequestPayload,
  ConnectionRequestsPort,
  ConnectionRequestView,
} from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { ConnectRequestRow } from '../../kernel/ports/storage-connect.ts';
import { checkRedirectUri } from '../../kernel/redirect.ts';
import { createWaiting, settled } from '../../kernel/waiting.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { unknownConnection } from '../catalog/only-connection.ts';
import { cancelRequest } from './results.ts';

export interface RequestParts {
  readonly storage: Pick<Storage, 'connectRequests' | 'connections' | 'integrations' | 'onChange'>;
  readonly catalog: Pick<Catalog, 'app'>;
  /** Address under which people reach the pages. */
  readonly publicUrl: () => string;
  readonly now: () => number;
}

const validMs = 24 * 3_600_000;
const isSettled = ({ status }: ConnectRequestRow) => status !== 'pending';

/** Asks a person to connect something, and tells what came of it. */
export function createConnectionRequests(parts: RequestParts): ConnectionRequestsPort & { stop(): void } {
  const { storage, now } = parts;
  const waiting = createWaiting(storage, 'request');
  const find = async ({ tenantId }: Caller, id: string) => {
    const row = await storage.connectRequests.get(tenantId, id);
    if (row?.kind === 'request') return row;
    throw new PorinError('not_found', `No connection request ${id.slice(0, 100)}`, {
      hint: 'connection-request create answers with the id; one that ended is forgotten after a week',
    });
  };
  const view = (row: ConnectRequestRow) => requestView(parts, row);
  return {
    async create(caller, payload) {
      const connectionId = await checkPayload(parts, caller, payload);
      const createdAt = now();
      const row: ConnectRequestRow = {
        id: newId('crq'),
        tenantId: caller.tenantId,
        kind: 'request',
        status: 'pending',
        connectionId,
        payload: { ...payload, ...(caller.clientName === undefined ? {} : { requestedBy: caller.clientName }) },
        resultConnectionId: null,
        resultError: null,
        createdAt,
        expiresAt: createdAt + validMs,
      };
      await storage.connectRequests.insert(row);
      return view(row);
    },
    async list({ tenantId }, page) {
      const { items, ...rest } = await storage.connectRequests.list(tenantId, page);
      return { ...rest, items: items.map(view) };
    },
    get: async (caller, id) => view(await find(caller, id)),
    wait: async (caller, id, timeoutMs, departure) =>
      view(
        await settled(
          waiting,
          { id: `${caller.tenantId}/${id}`, isSettled, read: () => find(caller, id) },
          { timeoutMs, departure },
        ),
      ),
    async cancel(caller, id) {
      await cancelRequest(parts, await find(caller, id));
      return view(await find(caller, id));
    },
    stop: waiting.stop,
  };
}

/** The id of the connection that is named, else null. Errors: `bad_request`, `not_found` for what it names. */
async function checkPayload(
  { storage, catalog }: RequestParts,
  { tenantId }: Caller,
  payload: ConnectionRequestPayload,
): Promise<string | null> {
  if (payload.redirectUri !== undefined) checkRedirectUri(payload.redirectUri);
  if (payload.connectionId !== undefined) {
    const connection = await storage.connections.get(tenantId, payload.connectionId);
    if (connection && connection.archivedAt === null) return connection.id;
    throw unknownConnection(payload.connectionId);
  }
  const integration = payload.integrationId ?? payload.integrationKey;
  const connector = payload.connectorId ?? payload.connectorKey;
  if (integration === undefined && connector === undefined) {
    const only = payload.prompt === undefined ? '' : '; prompt is what the person reads, and names no app';
    throw new PorinError('bad_request', `The request names nothing to connect${only}`, {
      hint: 'Give connectorKey (porin search <app> shows it; new:example.com for an app that nobody knows), integrationKey or connectionId',
    });
  }
  if (integration !== undefined) await checkKnown({ storage, catalog }, tenantId, { integration });
  if (connector !== undefined && newAppName(connector) === undefined)
    await checkKnown({ storage, catalog }, tenantId, { connector });
  return null;
}

async function checkKnown(
  { storage, catalog }: Pick<RequestParts, 'storage' | 'catalog'>,
  tenantId: string,
  named: { readonly integration: string } | { readonly connector: string },
): Promise<void> {
  const row = 'integration' in named ? await storage.integrations.get(named.integration) : undefined;
  const selector = 'integration' in named ? named.integration : named.connector;
  const isLive = row === undefined || row.archivedAt === null;
  if (isLive && (await catalog.app(tenantId, row?.app ?? selector))) return;
  const what = 'integration' in named ? 'integration' : 'connector';
  throw new PorinError('not_found', `No ${what} ${selector.slice(0, 100)}`, {
    hint: `porin search "${selector.slice(0, 100)}" --elementType ${what} shows what there is`,
  });
}

function requestView({ publicUrl, now }: RequestParts, row: ConnectRequestRow): ConnectionRequestView {
  const isOverdue = row.status === 'pending' && row.expiresAt <= now();
  const resultError = isOverdue
    ? { type: 'connection', message: 'Nobody answered the request in time' }
    : row.resultError;
  const { requestedBy: _, ...asked } = row.payload;
  return {
    // It came through the same schema that the view shows.
    ...(asked as ConnectionRequestPayload),
    requestId: row.id,
    tenantId: row.tenantId,
    status: isOverdue ? 'error' : row.status,
    url: `${publicUrl()}/screens/connections?connectionRequestId=${row.id}`,
    ...(row.resultConnectionId === null ? {} : { resultConnectionId: row.resultConnectionId }),
    ...(isErrorData(resultError) ? { resultError } : {}),
    createdAt: new Date(row.createdAt).toISOString(),
    expiresAt: new Date(row.expiresAt).toISOString(),
  };
}

function isErrorData(value: unknown): value is NonNullable<ConnectionRequestView['resultError']> {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}
