import type { z } from 'zod';
import type { ActionDetail } from '../action-detail.ts';
import type { Departure } from '../departure.ts';
import type {
  connectionOptionView,
  connectionRequestInput,
  connectionRequestView,
  connectorView,
  elementTypes,
  foundView,
  integrationItemView,
  integrationView,
} from '../views-integrations.ts';
import type { Caller } from './identity.ts';
import type { Page, PageRequest } from './storage.ts';

/** What operations see of integrations, connectors, search and connection requests. */

export type IntegrationView = z.infer<typeof integrationView>;
export type IntegrationItem = z.infer<typeof integrationItemView>;
export type ConnectorView = z.infer<typeof connectorView>;
export type ConnectionOption = z.infer<typeof connectionOptionView>;
export type ElementType = (typeof elementTypes)[number];
export type Found = z.infer<typeof foundView>;
export type ConnectionRequestView = z.infer<typeof connectionRequestView>;
export type ConnectionRequestPayload = z.infer<z.ZodObject<typeof connectionRequestInput>>;

export interface IntegrationEdit {
  /** The revision that was seen: another one by then is a `conflict`. */
  readonly revision?: string | undefined;
  readonly name?: string | undefined;
  readonly key?: string | undefined;
  readonly description?: string | null | undefined;
  readonly meta?: Readonly<Record<string, unknown>> | null | undefined;
  /** Null removes one. */
  readonly parameters?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  readonly optionsConfig?:
    | Readonly<
        Record<
          string,
          {
            readonly disabled?: boolean | undefined;
            readonly parameters?: Readonly<Record<string, string>> | undefined;
          }
        >
      >
    | undefined;
}

export interface NewIntegration extends IntegrationEdit {
  /** Id of its connector. */
  readonly connector: string;
}

export interface IntegrationFilter {
  readonly search?: string | undefined;
  /** Those of connectors that nobody changed; true when absent. */
  readonly connectors?: boolean | undefined;
  /** Apps without a connector too, as items without an id. */
  readonly externalApps?: boolean | undefined;
  readonly includeArchived?: boolean | undefined;
}

/**
 * A workspace's settings for connectors. Every connector has an integration of its own, whose id is the app; more may be added.
 * Errors of all that take a selector: `not_found`. Writing is for managers, which the operations see to.
 */
export interface IntegrationsPort {
  list(caller: Caller, filter: IntegrationFilter, page: PageRequest): Promise<Page<IntegrationItem>>;
  get(caller: Caller, selector: string): Promise<IntegrationView>;
  /** Errors: `already_exists` for a key in use; `bad_request`. */
  create(caller: Caller, request: NewIntegration): Promise<IntegrationView>;
  /** Parameters are changed one by one. Errors: `already_exists`; `bad_request` for an archived one. */
  patch(caller: Caller, selector: string, edit: IntegrationEdit): Promise<IntegrationView>;
  /** Replaces what can be edited; secrets that are not named stay, for nobody could send them back. */
  put(caller: Caller, selector: string, edit: IntegrationEdit): Promise<IntegrationView>;
  /** `revision` as in an edit. */
  archive(caller: Caller, selector: string, seen?: Pick<IntegrationEdit, 'revision'>): Promise<IntegrationView>;
  restore(caller: Caller, selector: string): Promise<IntegrationView>;
}

export interface ConnectionTarget {
  readonly integration?: string | undefined;
  readonly connector?: string | undefined;
  readonly connection?: string | undefined;
}

/** How to talk to apps; read-only. Errors of all that take an id: `not_found`. */
export interface ConnectorsPort {
  list(
    caller: Caller,
    filter: { readonly search?: string | undefined },
    page: PageRequest,
  ): Promise<Page<ConnectorView>>;
  get(caller: Caller, id: string): Promise<ConnectorView>;
  /** The ways to connect; the first is the default. Errors: `bad_request` when nothing is named; `not_found`. */
  options(caller: Caller, target: ConnectionTarget): Promise<ConnectionOption[]>;
}

export interface ExternalAppsPort {
  /**
   * The id of the app of that name or address, added when nobody has. Errors: `already_exists` when a connector knows it; `bad_request`.
   */
  add(caller: Caller, app: { readonly name: string; readonly appUri?: string | undefined }): Promise<string>;
  /** Gives an added app another name. Errors: as `remove`, but for `conflict`. */
  rename(caller: Caller, id: string, name: string): Promise<void>;
  /**
   * Errors: `not_found`; `bad_request` for an app with a connector; `access_denied` for the workspace's unless a manager asks; `conflict`
   * naming the connections that are not archived.
   */
  remove(caller: Caller, id: string): Promise<void>;
}

export interface SearchPort {
  /** Best first; where only an action was wanted and none fits, a hint. */
  find(
    caller: Caller,
    query: {
      readonly q: string;
      readonly elementType?: ElementType | undefined;
      /** Of actions. */
      readonly detail?: ActionDetail | undefined;
    },
    page: PageRequest,
  ): Promise<Page<Found> & { readonly hint?: string }>;
}

/** Requests to a person to connect something. Errors of all that take an id: `not_found`, also for another tenant's. */
export interface ConnectionRequestsPort {
  /** Errors: `bad_request`, `not_found` for what it names. */
  create(caller: Caller, payload: ConnectionRequestPayload): Promise<ConnectionRequestView>;
  list(caller: Caller, page: PageRequest): Promise<Page<ConnectionRequestView>>;
  get(caller: Caller, id: string): Promise<ConnectionRequestView>;
  /** Answers as soon as it is not pending, or as it is after `timeoutMs`. */
  wait(caller: Caller, id: string, timeoutMs: number, departure: Departure): Promise<ConnectionRequestView>;
  /** Nothing happens to one that is over. */
  cancel(caller: Caller, id: string): Promise<ConnectionRequestView>;
}
