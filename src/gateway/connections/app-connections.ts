import type { ConnectionRow, PageRequest, Storage } from '../../kernel/ports/storage.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';

const limit = 500;

/** Every connection of an added app, archived ones too: of its tenant, or of all tenants when it is the workspace's. */
export async function* connectionsOf(storage: Storage, app: AppRow): AsyncGenerator<ConnectionRow> {
  const tenants = app.tenantId === null ? tenantIds(storage) : [app.tenantId];
  for await (const tenantId of tenants) {
    const filter = { tenantId, app: app.id, includeArchived: true };
    yield* pages((page) => storage.connections.find(filter, page));
  }
}

async function* tenantIds(storage: Storage): AsyncGenerator<string> {
  for await (const { id } of pages((page) => storage.tenants.list({ includeArchived: true }, page))) yield id;
}

async function* pages<T>(
  read: (page: PageRequest) => Promise<{ readonly items: readonly T[]; readonly cursor?: string }>,
): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page = await read({ limit, cursor });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
