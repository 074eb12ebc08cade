import type { RunCompletion, RunRow } from '../../kernel/ports/storage.ts';
import { decodeJson, encodeJson } from './codec.ts';
import type { RunsTable } from './schema.ts';

export type RunRecord = Readonly<Omit<RunsTable, 'abandoned_at'>>;
export type CompletionRecord = Readonly<Pick<RunsTable, 'id' | 'status' | 'output' | 'error' | 'details'>> & {
  readonly completed_at: number;
  /** Null keeps the stored one. */
  readonly input: RunsTable['input'];
};

/** SQL for a run that may be completed: an open one, or one that was closed as abandoned although its process lives. */
export const completable = `(runs.status = 'running' or runs.abandoned_at is not null)`;

/** The columns of a run, in the order in which both engines bind them. */
export const runColumns = [
  'id',
  'tenant_id',
  'connection_id',
  'app',
  'action_key',
  'effect',
  'status',
  'input',
  'output',
  'error',
  'details',
  'action_id',
  'action_layer',
  'integration_id',
  'request',
  'meta',
  'created_at',
  'completed_at',
] as const satisfies readonly (keyof RunRecord)[];

/** A run as it is stored. Errors: TypeError when a value is not JSON. */
export function encodeRun(row: RunRow): RunRecord {
  return {
    id: row.id,
    tenant_id: row.tenantId,
    connection_id: row.connectionId,
    app: row.app,
    action_key: row.actionKey,
    effect: row.effect,
    status: row.status,
    input: encodeJson(row.input),
    output: encodeJson(row.output),
    error: encodeJson(row.error),
    details: encodeJson(row.details),
    action_id: row.actionId,
    action_layer: row.actionLayer,
    integration_id: row.integrationId,
    request: encodeJson(row.request),
    meta: encodeJson(row.meta),
    created_at: row.createdAt,
    completed_at: row.completedAt,
  };
}

/** A completion as it is stored. Errors: TypeError when a value is not JSON. */
export function encodeCompletion(completion: RunCompletion): CompletionRecord {
  return {
    id: completion.id,
    status: completion.status,
    output: encodeJson(completion.output),
    error: encodeJson(completion.error),
    details: encodeJson(completion.details),
    completed_at: completion.completedAt,
    input: encodeJson(completion.input),
  };
}

/** A stored run as the port gives it. */
export function decodeRun(record: RunRecord): RunRow {
  return {
    id: record.id,
    tenantId: record.tenant_id,
    connectionId: record.connection_id,
    app: record.app,
    actionKey: record.action_key,
    effect: record.effect,
    status: record.status,
    input: decodeJson(record.input),
    output: decodeJson(record.output),
    error: decodeJson(record.error),
    details: decodeJson(record.details),
    actionId: record.action_id,
    actionLayer: record.action_layer,
    integrationId: record.integration_id,
    request: decodeJson(record.request),
    meta: decodeJson(record.meta),
    createdAt: record.created_at,
    completedAt: record.completed_at,
  };
}
