import { PorinError } from '../../kernel/errors.ts';
import type { RunsPort } from '../../kernel/ports/gateway.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { runView } from './record.ts';

/** Reads the records of runs. */
export function createRunLog(storage: Storage): Pick<RunsPort, 'list' | 'get'> {
  return {
    async list(caller, { actionId, connectionId: selector, app, to, ...filter }, page) {
      const { tenantId } = caller;
      const action = actionId === undefined ? undefined : actionOf(actionId);
      // No run is of two apps.
      if (app !== undefined && action?.app !== undefined && app !== action.app) return { items: [] };
      const connectionId = selector && ((await storage.connections.get(tenantId, selector))?.id ?? selector);
      const { items, ...rest } = await storage.runs.find(
        // The storage counts its last millisecond in, the caller's ends before it.
        { app, ...action, ...filter, connectionId, to: to === undefined ? undefined : to - 1, tenantId },
        page,
      );
      return { ...rest, items: items.map((row) => runView(row, { details: false })) };
    },
    async get(caller, id, options) {
      const row = await storage.runs.get(caller.tenantId, id);
      if (row) return runView(row, options);
      throw new PorinError('not_found', `No run ${id.slice(0, 100)}`, {
        hint: 'porin action-run-log list shows the ids',
      });
    },
  };
}

/** An action's id is `app.key`; a key alone is one of any app. */
function actionOf(actionId: string): { readonly app?: string; readonly actionKey: string } {
  const dot = actionId.indexOf('.');
  return dot < 0 ? { actionKey: actionId } : { app: actionId.slice(0, dot), actionKey: actionId.slice(dot + 1) };
}
