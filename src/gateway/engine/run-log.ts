import { PorinError } from '../../kernel/errors.ts';
import type { RunsPort, RunView } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { RunFilter, RunRow, Storage } from '../../kernel/ports/storage.ts';
import type { ActionLayer } from '../../kernel/ports/storage-actions.ts';
import { tenantMeant } from '../../kernel/tenant-meant.ts';
import type { ExplainUnknown } from './explain-unknown.ts';
import { runView } from './run-view.ts';

type Filter = Parameters<RunsPort['list']>[1];

/** Reads the records of runs. */
export function createRunLog(storage: Storage, explainUnknown: ExplainUnknown): Pick<RunsPort, 'list' | 'get'> {
  async function shown(row: RunRow, options: { readonly details: boolean }): Promise<RunView> {
    return runView(
      row,
      row.status === 'unknown' ? { ...options, error: (await explainUnknown(row)).toBody() } : options,
    );
  }
  return {
    async list(caller, filter, page) {
      const rows = await rowFilter(storage, caller, filter);
      if (rows === undefined) return { items: [] };
      const { items, ...rest } = await storage.runs.find(rows, page);
      return { ...rest, items: await Promise.all(items.map((row) => shown(row, { details: false }))) };
    },
    async get(caller, id, options) {
      const row = await storage.runs.get(caller.tenantId, id);
      if (row) return shown(row, options);
      throw new PorinError('not_found', `No run ${id.slice(0, 100)}`, {
        hint: 'porin action-run-log list shows the ids',
      });
    },
  };
}

/** What the storage is asked for; undefined when no run can be meant. */
async function rowFilter(storage: Storage, caller: Caller, filter: Filter): Promise<RunFilter | undefined> {
  const tenantId = await tenantMeant(storage, caller, filter.tenant);
  const actions = await actionsMeant(storage, caller, filter);
  const integration = await integrationMeant(storage, filter.integrationId);
  const apps = new Set([filter.app, integration.app, ...actions.map(({ app }) => app)].filter(isGiven));
  const keys = new Set(actions.map(({ actionKey }) => actionKey).filter(isGiven));
  const ids = new Set(actions.map(({ actionId }) => actionId).filter(isGiven));
  // No run is of two apps, or of two actions.
  if (tenantId === undefined || actions.some(({ isNone }) => isNone) || apps.size > 1 || keys.size > 1 || ids.size > 1)
    return undefined;
  const { connectionId: selector, status, from, to } = filter;
  return {
    tenantId,
    app: [...apps][0],
    actionKey: [...keys][0],
    actionId: [...ids][0],
    connectionId: selector && ((await storage.connections.get(tenantId, selector))?.id ?? selector),
    integrationId: integration.integrationId,
    status,
    from,
    // The storage counts its last millisecond in, the caller's ends before it.
    to: to === undefined ? undefined : to - 1,
  };
}

const isGiven = (text: string | undefined): text is string => text !== undefined;

/** An app's id also names its own integration, which runs do not name apart. */
export async function integrationMeant(
  { integrations }: Pick<Storage, 'integrations'>,
  selector: string | undefined,
): Promise<{ readonly app?: string; readonly integrationId?: string }> {
  if (selector === undefined) return {};
  const row = await integrations.get(selector);
  return row && row.id !== row.app ? { integrationId: row.id } : { app: row?.app ?? selector };
}

interface Meant {
  readonly app?: string;
  readonly actionKey?: string;
  readonly actionId?: string;
  readonly isNone?: boolean;
}

async function actionsMeant(storage: Storage, caller: Caller, filter: Filter): Promise<readonly Meant[]> {
  const { actionId, universalActionId, integrationActionId, connectionActionId } = filter;
  const named: readonly (readonly [string | undefined, ActionLayer | undefined])[] = [
    [actionId, undefined],
    [universalActionId, 'universal'],
    [integrationActionId, 'integration'],
    [connectionActionId, 'connection'],
  ];
  return Promise.all(
    named.flatMap(([id, layer]) => (id === undefined ? [] : [actionMeant(storage, caller, { id, layer })])),
  );
}

/** A saved action's id is `act_…`, a connector's own is `app.key`; a key alone is one of any app. */
async function actionMeant(
  storage: Storage,
  caller: Caller,
  { id, layer }: { readonly id: string; readonly layer: ActionLayer | undefined },
): Promise<Meant> {
  if (id.startsWith('act_')) {
    if (layer === undefined) return { actionId: id };
    const saved = await storage.actions.get(caller.tenantId, id);
    return { actionId: id, isNone: saved !== undefined && saved.layer !== layer };
  }
  // Without an id of its own, an action is its connector's, and so the integration's.
  if (layer === 'universal' || layer === 'connection') return { isNone: true };
  const dot = id.indexOf('.');
  return dot < 0 ? { actionKey: id } : { app: id.slice(0, dot), actionKey: id.slice(dot + 1) };
}
