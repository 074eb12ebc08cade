import { PorinError } from '../../kernel/errors.ts';
import type { RunRow } from '../../kernel/ports/storage.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { errorOfRecord } from './run-view.ts';
import { howToFindOut } from './unknown.ts';
import { verifyCommand } from './verify-command.ts';

/** The error of a run whose outcome is unknown, with the way to find out: whoever closed it after a crash knew neither app nor action. */
export type ExplainUnknown = (row: RunRow) => Promise<PorinError>;

interface Parts {
  readonly catalog: Pick<Catalog, 'connector'>;
  readonly redactor: Pick<Redactor, 'redact'>;
}

export function createExplainUnknown(parts: Parts): ExplainUnknown {
  return async (row) => {
    const { code, message, details } = errorOfRecord(row.id, row.error);
    const hint = howToFindOut({ ...(await factsOf(parts, row)), at: row.createdAt });
    return new PorinError(code, message, { hint, details, actionRunId: row.id });
  };
}

async function factsOf(
  { catalog, redactor }: Parts,
  { id: runId, app, actionId, actionKey, connectionId, input }: RunRow,
): Promise<{ readonly name: string; readonly command: string | undefined }> {
  try {
    const { definition, actions } = await catalog.connector(app);
    // The connector's own action of that key says nothing about a saved one.
    const action = actionId === null ? actions.get(actionKey) : undefined;
    // What was stored may have been cut, and its schema may be another one by now.
    const checked = await action?.validate(input);
    const known = checked?.ok ? checked.value : undefined;
    const command = action && verifyCommand({ action, input: known, connectionId, runId }, actions, redactor);
    return { name: definition.name, command };
  } catch {
    // An app that was removed since, or none: its name is what the record has.
    return { name: app === '' ? 'the place that it was sent to' : app, command: undefined };
  }
}
