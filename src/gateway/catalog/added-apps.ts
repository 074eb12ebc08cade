import { isPorinError, PorinError } from '../../kernel/errors.ts';
import { Lru } from '../../kernel/lru.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { readAppAddress } from './app-address.ts';
import type { Connector } from './connector.ts';
import { definitionSchema } from './definition-schema.ts';
import { addedAt, plainName } from './match.ts';

/** Apps that were added here: by a tenant for itself, or by the workspace for everybody. */
export interface AddedApps {
  get(id: string): Promise<AppRow | undefined>;
  /** Undefined while nobody has said how to talk to it. Errors: `configuration` for a definition that cannot be used. */
  connector(row: AppRow): Connector | undefined;
  /** The same; a definition that cannot be used is logged and counts as none, so that one app does not fail a whole list. */
  usable(row: AppRow): Connector | undefined;
  /** Those that this tenant sees on a domain; of two for the same path its own. */
  onHost(tenantId: string, domain: string): Promise<readonly AppRow[]>;
  list(tenantId: string, search?: string): Promise<readonly AppRow[]>;
  /** Those that an address or a name may mean. */
  named(tenantId: string, named: ReturnType<typeof readAppAddress>): Promise<readonly AppRow[]>;
  stop(): void;
}

const cached = 1_000;
/** More than an installation adds; a list of apps is not paged by the database. */
const maxListed = 1_000;

export function createAddedApps(storage: Pick<Storage, 'apps' | 'onChange'>, logger?: Pick<Logger, 'warn'>): AddedApps {
  const rows = new Lru<string, AppRow>(cached);
  const connectors = new WeakMap<AppRow, Connector>();
  let changes = 0;
  const stop = storage.onChange(({ kind, id }) => {
    if (kind !== 'app') return;
    changes += 1;
    rows.deleteWhere((row) => id === '*' || row.id === id);
  });
  const onHost = async (tenantId: string, domain: string) => ownFirst(await storage.apps.onHost(tenantId, domain));
  const list = async (tenantId: string, search?: string) =>
    (await storage.apps.list({ tenantId, search }, { limit: maxListed })).items;
  const connector = (row: AppRow): Connector | undefined => {
    if (row.definition === null) return undefined;
    const known = connectors.get(row);
    if (known) return known;
    const made = connectorOf(row);
    connectors.set(row, made);
    return made;
  };
  return {
    async get(id) {
      const known = rows.get(id);
      if (known) return known;
      const seen = changes;
      const row = await storage.apps.get(id);
      // What changed while it was read may be missing in it.
      if (row && seen === changes) rows.set(id, row);
      return row;
    },
    connector,
    usable(row) {
      try {
        return connector(row);
      } catch (error) {
        if (!isPorinError(error) || error.code !== 'configuration') throw error;
        logger?.warn({ app: row.id, error: error.message }, 'an added app cannot be used');
        return undefined;
      }
    },
    onHost,
    list,
    async named(tenantId, named) {
      if ('host' in named) return addedAt(await onHost(tenantId, named.domain), named.path);
      return (await list(tenantId)).filter((row) => plainName(row.name) === plainName(named.name));
    },
    stop,
  };
}

function connectorOf(row: AppRow): Connector {
  const parsed = definitionSchema.safeParse(row.definition);
  if (parsed.success) {
    return {
      app: row.id,
      definition: parsed.data,
      hooks: {},
      actions: new Map(),
      ...(row.isTrusted ? {} : { publicOnly: true }),
    };
  }
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new PorinError('configuration', `The stored definition of ${row.name} (${row.id}) cannot be used: ${at}`, {
    hint: `Say again how to talk to it: porin connection patch ${row.id} --data '{"input": {"baseUrl": "https://…", "auth": "bearer"}}'`,
  });
}

function ownFirst(rows: readonly AppRow[]): readonly AppRow[] {
  return rows.filter(
    (row) => row.tenantId !== null || !rows.some((own) => own.tenantId !== null && own.path === row.path),
  );
}
