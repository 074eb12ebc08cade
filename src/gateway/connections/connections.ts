import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ConnectionEdit, ConnectionsPort, ConnectionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionPatch, ConnectionRow, Storage } from '../../kernel/ports/storage.ts';
import { authOption, type Catalog, type Connector } from '../catalog/catalog.ts';
import {
  acceptCredentials,
  type CredentialParts,
  sandboxInput,
  storeCredentials,
  unknownConnection,
} from './credentials.ts';
import type { ConnectLinks } from './links.ts';
import { connectAction, connectionView } from './view.ts';

export interface ConnectionsParts extends CredentialParts {
  readonly catalog: Catalog;
  readonly links: ConnectLinks;
  /** Address under which people reach the pages. */
  readonly publicUrl: () => string;
  /** Whether new connections go to the sandbox when nobody says. */
  readonly sandboxByDefault: boolean;
}

/** Finds, creates, changes and archives connections. */
export function createConnections(parts: ConnectionsParts): ConnectionsPort {
  const { storage } = parts;
  const view = (caller: Caller, row: ConnectionRow) => present(parts, caller, row);
  const find = (caller: Caller, selector: string) => findOwn(storage, caller, selector);
  const one = oneAtATime();
  return {
    async ensure(caller, request) {
      const connector = await parts.catalog.match(request.appUrl);
      const wanted = { name: request.name, sandbox: request.sandbox ?? parts.sandboxByDefault };
      // Of two calls at once for the same app the second finds what the first has connected.
      const turn = `${caller.tenantId}\n${connector.app}\n${wanted.sandbox}`;
      const row = await one(turn, () => findOrCreate(parts, caller, connector, wanted));
      // A sandbox connection has the sandbox's own credentials by now.
      if (request.input === undefined || row.sandbox) return view(caller, row);
      const accepted = await acceptCredentials(parts, { row, connector, input: request.input });
      return view(caller, await storeCredentials(parts, row, accepted));
    },
    patch: async (caller, selector, edit) => view(caller, await change(parts, await find(caller, selector), edit)),
    async list(caller, filter, page) {
      const { items, ...rest } = await storage.connections.find({ tenantId: caller.tenantId, ...filter }, page);
      return { ...rest, items: await Promise.all(items.map((row) => view(caller, row))) };
    },
    get: async (caller, selector) => view(caller, await find(caller, selector)),
    wait: async (caller, selector, timeoutMs, signal) =>
      view(caller, await settled(storage, () => find(caller, selector), { timeoutMs, signal })),
    async archive(caller, selector) {
      const row = await find(caller, selector);
      const archivedAt = row.archivedAt ?? parts.now();
      return view(caller, await save(parts, row, { archivedAt, key: null, state: 'CLIENT_ACTION_REQUIRED' }, null));
    },
  };
}

/** The link to the connect page sets credentials, so only who may do that is shown it. */
async function present(
  { catalog, links }: ConnectionsParts,
  caller: Caller,
  row: ConnectionRow,
): Promise<ConnectionView> {
  if (row.state !== 'CLIENT_ACTION_REQUIRED' || row.archivedAt !== null) return connectionView(row, undefined);
  const { definition } = await catalog.connector(row.app);
  const option = authOption(definition, row.authOption);
  const uiUrl = caller.scopes.has('connections:manage') ? await links.urlFor(row) : undefined;
  return connectionView(row, connectAction(row, definition.name, option, uiUrl));
}

async function findOwn(storage: Storage, caller: Caller, selector: string): Promise<ConnectionRow> {
  const row = await storage.connections.get(caller.tenantId, selector);
  if (row) return row;
  throw unknownConnection(selector);
}

async function change(parts: ConnectionsParts, row: ConnectionRow, edit: ConnectionEdit): Promise<ConnectionRow> {
  const patch: ConnectionPatch = {
    ...(edit.name === undefined ? {} : { name: edit.name }),
    ...(edit.key === undefined ? {} : { key: edit.key }),
    ...(edit.meta === undefined ? {} : { meta: edit.meta }),
  };
  if (edit.input === undefined) return save(parts, row, patch);
  if (row.archivedAt !== null) {
    throw new PorinError('bad_request', `The connection ${row.id} is archived and takes no credentials`, {
      hint: 'porin connection ensure <address of the app> makes a new one',
    });
  }
  const connector = await parts.catalog.connector(row.app);
  const accepted = await acceptCredentials(parts, { row, connector, input: edit.input, optionKey: edit.authOptionKey });
  return storeCredentials(parts, row, { ...accepted, patch: { ...patch, ...accepted.patch } });
}

async function save(
  { storage, now }: ConnectionsParts,
  row: ConnectionRow,
  patch: ConnectionPatch,
  credentials?: null,
): Promise<ConnectionRow> {
  const saved = await storage.connections.update(
    { tenantId: row.tenantId, id: row.id },
    { ...patch, updatedAt: now() },
    credentials,
  );
  if (saved) return saved;
  throw unknownConnection(row.id);
}

/** Runs the calls of one name one after another; calls of different names do not wait for each other. */
function oneAtATime(): <T>(name: string, call: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (name, call) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(call);
    // The next in line waits for the end, however it came.
    const ended = turn.catch(() => undefined);
    last.set(name, ended);
    try {
      return await turn;
    } finally {
      if (last.get(name) === ended) last.delete(name);
    }
  };
}

interface Wanted {
  readonly name: string | undefined;
  readonly sandbox: boolean;
}

async function findOrCreate(
  parts: ConnectionsParts,
  caller: Caller,
  connector: Connector,
  wanted: Wanted,
): Promise<ConnectionRow> {
  const { storage } = parts;
  const { items } = await storage.connections.find(
    { tenantId: caller.tenantId, app: connector.app, sandbox: wanted.sandbox },
    { limit: 100 },
  );
  const known = items.find((row) => row.state === 'READY') ?? items[0];
  if (known && (!wanted.sandbox || known.state === 'READY')) return known;
  const input = wanted.sandbox ? sandboxInput(parts, connector) : undefined;
  // Another node may have made one since.
  const row = known ?? (await storage.connections.ensure(newConnection(caller, connector, wanted, parts.now())));
  if (input === undefined) return row;
  return storeCredentials(parts, row, await acceptCredentials(parts, { row, connector, input }));
}

function newConnection(
  caller: Caller,
  { app, definition }: Connector,
  { name, sandbox }: Wanted,
  now: number,
): ConnectionRow {
  return {
    id: newId('con'),
    tenantId: caller.tenantId,
    key: null,
    name: name ?? (sandbox ? `${definition.name} sandbox` : definition.name),
    app,
    integrationId: null,
    authOption: definition.auth[0].key,
    sandbox,
    state: 'CLIENT_ACTION_REQUIRED',
    fields: {},
    error: null,
    question: null,
    credentialsExpireAt: null,
    meta: null,
    revision: 1,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
  };
}

/** The row once it is not BUILDING, or as it is when the time is up. Waits for the change, asks nothing meanwhile. */
async function settled(
  storage: Storage,
  read: () => Promise<ConnectionRow>,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<ConnectionRow> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  for (;;) {
    let stop = () => {};
    const changed = new Promise<void>((resolve) => {
      stop = storage.onChange(({ kind }) => {
        if (kind === 'connection') resolve();
      });
      deadline.addEventListener('abort', () => resolve(), { once: true });
    });
    const row = await read();
    if (row.state !== 'BUILDING' || deadline.aborted) {
      stop();
      return row;
    }
    await changed;
    stop();
  }
}
