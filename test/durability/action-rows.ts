import { newId } from '../../src/kernel/ids.ts';
import type { RunRow, Storage } from '../../src/kernel/ports/storage.ts';
import type {
  ApiLogRow,
  IdempotencyRow,
  SavedActionRow,
  SealedAnswer,
} from '../../src/kernel/ports/storage-actions.ts';

/** A saved action for everybody in the tenant's workspace. */
export async function savedActionRow(
  storage: Storage,
  tenantId: string,
  over: Partial<SavedActionRow> = {},
): Promise<SavedActionRow> {
  const tenant = await storage.tenants.get(tenantId);
  const id = newId('act');
  return {
    id,
    workspaceId: tenant!.workspaceId,
    tenantId: null,
    layer: 'universal',
    integrationId: null,
    connectionId: null,
    app: null,
    key: `key-${id}`,
    instanceKey: null,
    name: 'Send a report',
    description: 'Sends it',
    type: 'run-javascript',
    config: { code: 'export default () => 1' },
    inputSchema: { type: 'object' },
    outputMapping: undefined,
    customOutputSchema: null,
    effect: null,
    meta: undefined,
    parentId: null,
    isCustomized: false,
    isDeactivated: false,
    revision: 1,
    createdAt: 1000,
    updatedAt: 1000,
    archivedAt: null,
    ...over,
  };
}

/** A key for this run. */
export function keyOf(run: RunRow, over: Partial<IdempotencyRow> = {}): IdempotencyRow {
  return {
    tenantId: run.tenantId,
    key: 'once',
    requestHash: 'a'.repeat(64),
    runId: run.id,
    createdAt: 1000,
    expiresAt: 9000,
    ...over,
  };
}

export function sealedAnswer(text: string): SealedAnswer {
  return { ownerId: text, keyId: 'mk_a', wrappedKey: 'd2E=', version: 1, fields: { answer: text } };
}

export function apiLogRow(tenantId: string, over: Partial<ApiLogRow> = {}): ApiLogRow {
  return {
    id: newId('log'),
    tenantId,
    connectionId: 'con_1',
    app: 'clickmeeting',
    integrationId: null,
    runId: null,
    position: 0,
    method: 'GET',
    url: 'https://api.example.com/v1/rooms?key=%5Bredacted%5D',
    status: 200,
    isSuccess: true,
    durationMs: 12,
    createdAt: 1000,
    ...over,
  };
}
