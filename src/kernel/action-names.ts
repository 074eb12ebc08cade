import { z } from 'zod';
import { PorinError } from './errors.ts';
import type { OperationContext } from './operation.ts';
import type { ActionScope } from './ports/gateway-actions.ts';
import type { ActionLayer } from './ports/storage-actions.ts';
import { revisionSeen } from './seen-revision.ts';

const name = z.string().min(1).max(200).optional();

/** Where the query names the action. */
export const actionNames = {
  id: name.describe('Action id'),
  key: name.describe('Action key'),
};

/** Where an action runs. */
export const placeNames = {
  connectionId: z
    .string()
    .optional()
    .describe('Connection (id or key) to run it on; may be left out when only one fits'),
  connectionKey: z.string().optional().describe('The same, by key'),
  integrationId: z
    .string()
    .optional()
    .describe('Integration whose only connection it runs on, when no connection is named'),
  integrationKey: z.string().optional().describe('The same, by key'),
};

/** Of everything that runs something: the key under which it is done once, and the header that it comes in. */
export const repeatable = {
  idempotencyKey: z
    .string()
    .optional()
    .describe('A name of your choice for this request: repeated under it, it runs once and gives the same answer'),
};
/** Of everything that runs something: the approval of a person, where the gateway asks for one. */
export const approvable = {
  approval: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('apr_…: the approval of exactly this run, which the refusal approval_required names'),
};
export const repeatableHeaders = { idempotencyKey: 'Idempotency-Key' };

/** Where the query names an action of one connection. */
export const instanceNames = {
  ...actionNames,
  parentId: actionNames.id,
  parentKey: actionNames.key,
  ...placeNames,
  instanceKey: z.string().min(1).max(100).optional().describe('Tells instances of one action apart'),
  autoCreate: z.boolean().optional().describe('Accepted for compatibility: an instance is there without being made'),
};

type Names<Shape> = { readonly [Key in keyof Shape]?: string | undefined };

/** The action that is named. Errors: `bad_request` when none is. */
export function actionNamed({ id, key }: Names<typeof actionNames>): string {
  const action = id ?? key;
  if (action !== undefined) return action;
  throw new PorinError('bad_request', 'id: required, or key, of the action', {
    hint: 'porin action list --intent "what you want to do" finds one',
  });
}

/** What of a run is told by the place that is named. Errors: `not_found` for an integration that is not there. */
export async function placeNamed(
  { caller, integrations }: Pick<OperationContext, 'caller' | 'integrations'>,
  { connectionId, connectionKey, integrationId, integrationKey }: Names<typeof placeNames>,
): Promise<{ readonly connectionId?: string; readonly app?: string }> {
  const connection = connectionId ?? connectionKey;
  if (connection !== undefined) return { connectionId: connection };
  const named = integrationId ?? integrationKey;
  if (named === undefined) return {};
  const { id, externalAppId } = await integrations.get(caller, named);
  // The id of an integration stands for its only connection; an app's own integration is the app.
  return id === externalAppId ? { app: externalAppId } : { connectionId: id };
}

/** Which of the actions with one key is meant, without the second names. */
export function scopeNamed(
  names: Names<typeof placeNames> & {
    readonly layer?: ActionLayer | undefined;
    readonly instanceKey?: string | undefined;
    readonly ifMatch?: string | undefined;
  },
): ActionScope {
  const { layer, instanceKey, ifMatch, connectionId, connectionKey, integrationId, integrationKey } = names;
  return {
    layer,
    instanceKey,
    revision: revisionSeen(ifMatch),
    connectionId: connectionId ?? connectionKey,
    integrationId: integrationId ?? integrationKey,
  };
}

/** The action of one connection that is named: by its own id or key or its parent's; on the integration's only connection when no other is named. */
export async function instanceNamed(
  ctx: Pick<OperationContext, 'caller' | 'integrations'>,
  names: Names<Omit<typeof instanceNames, 'autoCreate'>>,
): Promise<{ readonly id: string; readonly connectionId?: string; readonly instanceKey?: string }> {
  const { connectionId, app } = await placeNamed(ctx, names);
  // An app's name stands for its only connection.
  const on = connectionId ?? app;
  return {
    id: actionNamed({ id: names.id ?? names.parentId, key: names.key ?? names.parentKey }),
    ...(on === undefined ? {} : { connectionId: on }),
    ...(names.instanceKey === undefined ? {} : { instanceKey: names.instanceKey }),
  };
}
