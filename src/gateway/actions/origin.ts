import type { ActionLayer, SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { blank, type Content } from './edit.ts';
import { type FindParts, type Found, ownId } from './find.ts';

/** What a copy begins with, and what it goes back to: the id and the content of the action that it is made from. */
export interface Origin {
  readonly id: string;
  readonly app: string | null;
  readonly content: Content;
}

export function originOf(found: Found): Origin {
  if (found.row) return { id: found.row.id, app: found.row.app, content: contentOf(found.row) };
  const { connector, action } = found;
  const { key, name, description } = action;
  const config = { operationKey: key };
  return {
    id: ownId(found),
    app: connector.app,
    content: { ...blank, key, name, description, type: 'connector-operation', config },
  };
}

function contentOf(row: SavedActionRow): Content {
  const { key, name, description, type, config, inputSchema, outputMapping, customOutputSchema } = row;
  const { effect, meta, isDeactivated } = row;
  const schemas = { inputSchema, outputMapping, customOutputSchema };
  return { key, name, description, type, config, ...schemas, effect, meta, isDeactivated };
}

/** The names of the action that another was made from; undefined when it is gone. */
export async function parentNamed(
  { storage, catalog }: { readonly storage: Pick<FindParts['storage'], 'actions'>; readonly catalog: Catalog },
  tenantId: string,
  parentId: string,
): Promise<
  { readonly id: string; readonly key: string; readonly name: string; readonly layer?: ActionLayer } | undefined
> {
  const row = await storage.actions.get(tenantId, parentId);
  if (row) return row;
  // The ids of apps have no dot, but keys may.
  const [app = '', key = ''] = parentId.split(/\.(.*)/s);
  const action = (await catalog.app(tenantId, app))?.connector?.actions.get(key);
  return action && { id: parentId, key, name: action.name };
}
