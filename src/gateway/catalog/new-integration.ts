import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';

type Given = Pick<IntegrationRow, 'id' | 'workspaceId' | 'name' | 'app'> & Partial<Pick<IntegrationRow, 'parameters'>>;

/** An integration as it is before anything is set for it; its key is its id. */
export function newIntegration(given: Given, now: number): IntegrationRow {
  return {
    key: given.id,
    description: null,
    parameters: {},
    options: {},
    meta: null,
    revision: 1,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
    ...given,
  };
}
