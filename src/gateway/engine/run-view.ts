import { type ErrorCode, errorKinds, PorinError } from '../../kernel/errors.ts';
import type { RunView } from '../../kernel/ports/gateway.ts';
import type { RunRow } from '../../kernel/ports/storage.ts';
import { actionIdOf } from './record.ts';

/** A run as the API shows it. `error` stands in place of the recorded one. */
export function runView(
  row: RunRow,
  { details, error = row.error }: { readonly details: boolean; readonly error?: unknown },
): RunView {
  const actionId = actionIdOf(row.app, { ...(row.actionId === null ? {} : { id: row.actionId }), key: row.actionKey });
  return {
    id: row.id,
    name: row.actionKey,
    status: row.status,
    actionId,
    integrationId: row.integrationId ?? row.app,
    ...layerOf(row, actionId),
    ...(row.request === null ? {} : { action: requestOf(row) }),
    connectionId: row.connectionId,
    userId: row.tenantId,
    tenantId: row.tenantId,
    externalAppId: row.app,
    ...(row.input === null ? {} : { input: row.input }),
    ...(row.output === null ? {} : { output: row.output }),
    ...(error === null ? {} : { error }),
    ...(row.meta === null ? {} : { meta: row.meta }),
    ...(details ? { details: row.details } : {}),
    createdAt: new Date(row.createdAt).toISOString(),
    ...(row.completedAt === null
      ? {}
      : { completedAt: new Date(row.completedAt).toISOString(), duration: row.completedAt - row.createdAt }),
  };
}

/** The action under the name of its layer; a connector's own is the integration's. */
function layerOf(
  { actionLayer }: RunRow,
  actionId: string,
): Pick<RunView, 'integrationActionId' | 'universalActionId' | 'connectionActionId'> {
  if (actionLayer === 'universal') return { integrationActionId: '', universalActionId: actionId };
  if (actionLayer === 'connection') return { integrationActionId: '', connectionActionId: actionId };
  return { integrationActionId: actionId };
}

function requestOf({ request, input, meta }: RunRow): Record<string, unknown> {
  return {
    // The official client wants one of every action; a request or code of the caller's has none.
    id: '',
    // Stored from an object, so it is one.
    ...(request as Record<string, unknown>),
    ...(input === null ? {} : { input }),
    ...(meta === null ? {} : { meta }),
  };
}

/** The error that a record shows, to be thrown again. */
export function errorOfRecord(runId: string, recorded: unknown): PorinError {
  const { code, message, hint, data } = (recorded ?? {}) as Readonly<Record<string, unknown>>;
  if (!isCode(code) || typeof message !== 'string')
    return new PorinError('outcome_unknown', `What the run ${runId} answered is gone`, { actionRunId: runId });
  return new PorinError(code, message, {
    ...(typeof hint === 'string' ? { hint } : {}),
    details: data,
    actionRunId: runId,
  });
}

function isCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorKinds, value);
}
