import type { z } from 'zod';
import type { Effect } from '../action.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { apiLogView } from '../views-actions.ts';
import type { ActionView } from './gateway.ts';
import type { Caller } from './identity.ts';
import type { Page, PageRequest } from './storage.ts';
import type { ActionLayer } from './storage-actions.ts';

/** What operations see of saved actions and of the log of calls to apps. */

export type ApiLogView = z.infer<typeof apiLogView>;

/** Which action is meant when its key is on several layers; also where a new one is to be. */
export interface ActionScope {
  readonly layer?: ActionLayer | undefined;
  /** Id or key. */
  readonly connectionId?: string | undefined;
  /** Id or key of an integration, or an app. */
  readonly integrationId?: string | undefined;
  readonly instanceKey?: string | undefined;
  /** The revision that was seen, for a change: another one by then is a `conflict`. */
  readonly revision?: string | undefined;
}

/** Undefined leaves a member as it is, null clears it. */
export interface ActionEdit {
  readonly key?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  /** One of `actionTypes`, or an older name of one. */
  readonly type?: string | undefined;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly inputSchema?: JsonSchema | null | undefined;
  readonly outputMapping?: unknown;
  readonly customOutputSchema?: JsonSchema | null | undefined;
  readonly effect?: Effect | null | undefined;
  readonly meta?: unknown;
  readonly isDeactivated?: boolean | undefined;
}

export interface NewAction extends ActionEdit, Omit<ActionScope, 'layer'> {
  /** The app of a universal action that works on one. */
  readonly app?: string | undefined;
  /** What the caller wants an action for, in words. Errors: `bad_request` naming what there is: nothing is written by itself here. */
  readonly intent?: string | undefined;
  /** The action to begin with. */
  readonly parentId?: string | undefined;
}

/**
 * Actions that callers saved. Those of a connection are its tenant's; the others take a manager (`access_denied`). A connector's own
 * actions cannot be changed: a patch of one on a connection or an integration makes a customised copy there, which overrides it.
 * Errors of all that take a selector: `not_found` with the nearest key; `bad_request` when it is not clear which is meant.
 */
export interface SavedActionsPort {
  /** Errors: `already_exists`; `bad_request` for a config or schema that is none, naming the member. */
  create(caller: Caller, action: NewAction): Promise<ActionView>;
  patch(caller: Caller, selector: string, scope: ActionScope, edit: ActionEdit): Promise<ActionView>;
  /** Replaces all that can be edited. */
  put(caller: Caller, selector: string, scope: ActionScope, edit: ActionEdit): Promise<ActionView>;
  archive(caller: Caller, selector: string, scope: ActionScope): Promise<ActionView>;
  restore(caller: Caller, selector: string, scope: ActionScope): Promise<ActionView>;
  /** A copy, in `to` or beside it under a key of its own. */
  clone(caller: Caller, selector: string, scope: ActionScope, to: NewAction): Promise<ActionView>;
  /** As its parent is: a customised copy of a connector's own action goes away. */
  reset(caller: Caller, selector: string, scope: ActionScope): Promise<ActionView>;
  /** What it needs and what needs it. */
  dependencies(
    caller: Caller,
    selector: string,
    scope: ActionScope,
  ): Promise<{ readonly type: string; readonly id: string; readonly name: string; readonly usedBy: boolean }[]>;
}

/** Requests to apps, newest first. */
export interface ApiLogsPort {
  list(
    caller: Caller,
    filter: {
      readonly connectionId?: string | undefined;
      readonly integrationId?: string | undefined;
      readonly app?: string | undefined;
      readonly tenant?: string | undefined;
      readonly isSuccess?: boolean | undefined;
      readonly from?: number | undefined;
      readonly to?: number | undefined;
      readonly order?: 'asc' | 'desc' | undefined;
    },
    page: PageRequest,
  ): Promise<Page<ApiLogView>>;
  /** `details`: the request and the answer, redacted; of a run's requests alone. Errors: `not_found`. */
  get(caller: Caller, id: string, options: { readonly details: boolean }): Promise<ApiLogView>;
}
