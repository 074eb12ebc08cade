import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ConnectionEdit, ConnectionsPort, ConnectionView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionPatch, ConnectionRow, SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import { authOption, type Catalog, type Connector } from '../catalog/catalog.ts';
import { acceptCredentials, type CredentialParts } from './credentials.ts';
import type { ConnectLinks } from './links.ts';
import { connectAction, connectionView } from './view.ts';

export interface ConnectionsParts extends CredentialParts {
  readonly catalog: Catalog;
  readonly links: ConnectLinks;
  /** Credentials that the app's sandbox accepts, while it runs. */
  sandboxCredentials(app: string): Readonly<Record<string, string>> | undefined;
  /** Whether new connections go to the sandbox when nobody says. */
  readonly sandboxByDefault: boolean;
}

interface EnsureRequest {
  readonly appUrl: string;
  readonly name?: string | undefined;
  readonly sandbox?: boolean | undefined;
  readonly input?: ConnectionEdit['input'];
}

/** Finds, creates, changes and archives connections. */
export function createConnections(parts: ConnectionsParts): ConnectionsPort {
  const { storage, catalog, now } = parts;
  // Two calls at once for the same app must not make two connections.
  const ensuring = new Map<string, Promise<unknown>>();

  async function view(row: ConnectionRow): Promise<ConnectionView> {
    if (row.state !== 'CLIENT_ACTION_REQUIRED' || row.archivedAt !== null) return connectionView(row, undefined);
    const { definition } = await catalog.connector(row.app);
    const action = connectAction(
      row,
      definition.name,
      authOption(definition, row.authOption),
      await parts.links.urlFor(row),
    );
    return connectionView(row, action);
  }

  async function find(caller: Caller, selector: string): Promise<ConnectionRow> {
    const row = await storage.connections.get(caller.tenantId, selector);
    if (row) return row;
    throw unknownConnection(selector);
  }

  async function save(
    row: ConnectionRow,
    patch: ConnectionPatch,
    credentials?: SealedCredentials | null,
  ): Promise<ConnectionRow> {
    const saved = await storage.connections.update(
      { tenantId: row.tenantId, id: row.id },
      { ...patch, updatedAt: now() },
      credentials,
    );
    if (saved) return saved;
    throw unknownConnection(row.id);
  }

  async function ensure(caller: Caller, request: EnsureRequest): Promise<ConnectionView> {
    const connector = await catalog.match(request.appUrl);
    const sandbox = request.sandbox ?? parts.sandboxByDefault;
    const key = `${caller.tenantId}\n${connector.app}\n${sandbox}`;
    const turn = (ensuring.get(key) ?? Promise.resolve()).then(() =>
      findOrCreate(parts, caller, connector, { name: request.name, sandbox }),
    );
    const settled = turn.catch(() => undefined);
    ensuring.set(key, settled);
    try {
      const row = await turn;
      if (request.input === undefined) return await view(row);
      const { patch, credentials } = await acceptCredentials(parts, { row, connector, input: request.input });
      return await view(await save(row, patch, credentials));
    } finally {
      if (ensuring.get(key) === settled) ensuring.delete(key);
    }
  }

  async function patch(caller: Caller, selector: string, edit: ConnectionEdit): Promise<ConnectionView> {
    const row = await find(caller, selector);
    const change: ConnectionPatch = {
      ...(edit.name === undefined ? {} : { name: edit.name }),
      ...(edit.key === undefined ? {} : { key: edit.key }),
      ...(edit.meta === undefined ? {} : { meta: edit.meta }),
    };
    if (edit.input === undefined) return view(await save(row, change));
    const connector = await catalog.connector(row.app);
    const accepted = await acceptCredentials(parts, {
      row,
      connector,
      input: edit.input,
      optionKey: edit.authOptionKey,
    });
    return view(await save(row, { ...change, ...accepted.patch }, accepted.credentials));
  }

  return {
    ensure,
    patch,
    async list(caller, filter, page) {
      const { items, ...rest } = await storage.connections.find({ tenantId: caller.tenantId, ...filter }, page);
      return { ...rest, items: await Promise.all(items.map(view)) };
    },
    get: async (caller, selector) => view(await find(caller, selector)),
    wait: async (caller, selector, timeoutMs, signal) =>
      view(await settled(storage, () => find(caller, selector), { timeoutMs, signal })),
    async archive(caller, selector) {
      const row = await find(caller, selector);
      return view(
        await save(row, { archivedAt: row.archivedAt ?? now(), key: null, state: 'CLIENT_ACTION_REQUIRED' }, null),
      );
    },
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
  const row = known ?? newConnection(caller, connector, wanted, parts.now());
  if (!known) await storage.connections.insert(row);
  if (input === undefined) return row;
  const { patch, credentials } = await acceptCredentials(parts, { row, connector, input });
  return (await storage.connections.update({ tenantId: row.tenantId, id: row.id }, patch, credentials)) ?? row;
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
    authOption: definition.auth[0].key,
    sandbox,
    state: 'CLIENT_ACTION_REQUIRED',
    fields: {},
    error: null,
    meta: null,
    revision: 1,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
  };
}

function sandboxInput(parts: ConnectionsParts, { app, definition }: Connector): Readonly<Record<string, string>> {
  const credentials = parts.sandboxCredentials(app);
  if (credentials) return credentials;
  throw new PorinError('configuration', `The sandbox of ${definition.name} is not running`, {
    hint: 'Start the gateway without --no-sandbox',
  });
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

function unknownConnection(selector: string): PorinError {
  return new PorinError('not_found', `No connection ${selector.slice(0, 100)}`, {
    hint: 'porin connection list shows the ids',
  });
}
