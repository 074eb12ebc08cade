import { PorinError } from '../../kernel/errors.ts';
import type { RunRow } from '../../kernel/ports/storage.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { errorOfRecord } from './run-view.ts';
import { howToFindOut } from './unknown.ts';

/** The error of a run whose outcome is unknown, with the way to find out: whoever closed it after a crash knew neither app nor action. */
export type ExplainUnknown = (row: RunRow) => Promise<PorinError>;

export function createExplainUnknown(catalog: Pick<Catalog, 'connector'>): ExplainUnknown {
  return async (row) => {
    const { connectionId, createdAt: at } = row;
    const { code, message, details } = errorOfRecord(row.id, row.error);
    const hint = howToFindOut({ ...(await factsOf(catalog, row)), connectionId, at });
    return new PorinError(code, message, { hint, details, actionRunId: row.id });
  };
}

async function factsOf(
  catalog: Pick<Catalog, 'connector'>,
  { app, actionId, actionKey }: RunRow,
): Promise<{ readonly name: string; readonly verifyWith: string | undefined }> {
  try {
    const { definition, actions } = await catalog.connector(app);
    // The connector's own action of that key says nothing about a saved one.
    const action = actionId === null ? actions.get(actionKey) : undefined;
    return { name: definition.name, verifyWith: action?.verifyWith };
  } catch {
    // An app that was removed since, or none: its name is what the record has.
    return { name: app === '' ? 'the place that it was sent to' : app, verifyWith: undefined };
  }
}
