import { PorinError } from '../../kernel/errors.ts';
import type { RunRow } from '../../kernel/ports/storage.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { howToFindOut } from './unknown.ts';

/** What is to be said of a run whose process died: nothing was written down of its end. */
export type ExplainAbandoned = (row: RunRow) => Promise<PorinError>;

/** True for a run that was closed without an end. */
export function isAbandoned({ status, error }: RunRow): boolean {
  return error === null && (status === 'unknown' || status === 'error');
}

export function createExplainAbandoned(catalog: Pick<Catalog, 'connector'>): ExplainAbandoned {
  return async (row) => {
    const { id: actionRunId, actionKey, connectionId, createdAt: at } = row;
    if (row.status === 'error') {
      const message = `The gateway stopped before ${actionKey} was answered`;
      return new PorinError('unavailable', message, { hint: 'It changes nothing: run it again', actionRunId });
    }
    const { name, verifyWith } = await factsOf(catalog, row);
    const hint = howToFindOut({ name, verifyWith, connectionId, at });
    const message = `The gateway stopped while ${actionKey} was under way, and cannot tell whether ${name} did it`;
    return new PorinError('outcome_unknown', message, { hint, actionRunId });
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
