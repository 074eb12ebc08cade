import { PorinError } from '../../kernel/errors.ts';
import type { RunsPort } from '../../kernel/ports/gateway.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { runView } from './record.ts';

/** Reads the records of runs. */
export function createRunLog(storage: Storage): Pick<RunsPort, 'list' | 'get'> {
  return {
    async list(caller, { actionId, ...filter }, page) {
      const actionKey = actionId?.split('.').at(-1);
      const { items, ...rest } = await storage.runs.find({ ...filter, actionKey, tenantId: caller.tenantId }, page);
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
