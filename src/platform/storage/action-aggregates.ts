import type { ActionStorage } from '../../kernel/ports/storage-actions.ts';
import { actions } from './actions.ts';
import { apiLogs } from './api-logs.ts';
import type { Committed } from './committed.ts';
import type { Engine } from './engine.ts';
import { idempotency } from './idempotency.ts';

/** The queries of every aggregate about saved actions and what is kept of their use. */
export function actionAggregates(engine: Engine, committed: Committed, now: () => number): ActionStorage {
  return {
    actions: actions(engine, committed, now),
    idempotency: idempotency(engine),
    apiLogs: apiLogs(engine),
  };
}
