import type { z } from 'zod';
import type { Departure } from '../departure.ts';
import type { FileRef, HttpMethod } from '../http.ts';
import type { SavedSteps, StepFile } from '../step-file.ts';
import type {
  actionView,
  appView,
  clientActionView,
  connectionTestView,
  connectionView,
  runAnswerView,
  runView,
  sandboxView,
} from '../views.ts';
import type { ApprovalsPort } from './approvals.ts';
import type { ActionScope, ApiLogsPort, SavedActionsPort } from './gateway-actions.ts';
import type { TenantsPort, TokensPort, WorkspacesPort } from './gateway-identity.ts';
import type {
  ConnectionRequestsPort,
  ConnectorsPort,
  ExternalAppsPort,
  IntegrationsPort,
  SearchPort,
} from './gateway-integrations.ts';
import type { Caller } from './identity.ts';
import type { LoginsPort } from './oauth.ts';
import type { PeopleDirectory } from './people.ts';
import type { SkillsPort } from './skills.ts';
import type { ConnectionState, Page, PageRequest } from './storage.ts';
import type { ActionLayer } from './storage-actions.ts';

/** What operations see of the gateway. */

export type ClientAction = z.infer<typeof clientActionView>;
export type ConnectionView = z.infer<typeof connectionView>;
export type ConnectionTest = z.infer<typeof connectionTestView>;
export type ActionView = z.infer<typeof actionView>;
export type RunAnswer = z.infer<typeof runAnswerView>;
export type RunView = z.infer<typeof runView>;
export type AppView = z.infer<typeof appView>;
/** A sandbox as `up --json` and `GET /sandboxes` show it: address, credentials and control address. */
export type SandboxView = z.infer<typeof sandboxView>;

/** Credentials by field name, one bare secret for an app that asks for one, or the answer to what the client action asks. */
export type ConnectionInput = string | Readonly<Record<string, unknown>>;

export interface ConnectionEdit {
  name?: string | undefined;
  key?: string | null | undefined;
  meta?: unknown;
  authOptionKey?: string | undefined;
  /** Integration (id or key) whose settings it is to use. */
  integration?: string | undefined;
  /** Credentials and other inputs that the app's auth asks for, or the answer to the question it is waiting for. */
  input?: ConnectionInput | undefined;
}

export interface NewConnection extends ConnectionEdit {
  /** App id. */
  app?: string | undefined;
  /** What the caller wants to connect, in its own words; for an app that is named no other way. */
  intent?: string | undefined;
  sandbox?: boolean | undefined;
}

export interface ConnectionListFilter {
  search?: string | undefined;
  /** All that are given have to agree. */
  apps?: readonly string[] | undefined;
  /** Id or key. */
  integration?: string | undefined;
  /** Whose (id or key); the caller's own when absent. Only managers see others'. */
  tenants?: readonly string[] | undefined;
  isConnected?: boolean | undefined;
  sandbox?: boolean | undefined;
  state?: ConnectionState | undefined;
  includeArchived?: boolean | undefined;
  includeSecrets?: boolean | undefined;
}

/**
 * Connections of the caller's tenant. A selector is an id, a key, or the app when it has only one connection.
 * Errors of all that take one: `not_found`, `ambiguous_connection`.
 */
export interface ConnectionsPort {
  ensure(
    caller: Caller,
    request: {
      appUrl?: string | undefined;
      /** What the caller wants to connect, in its own words; used without an address. */
      intent?: string | undefined;
      /** In place of both: an app by its id, or by the one that a search gave to a new app. */
      connectorId?: string | undefined;
      name?: string | undefined;
      sandbox?: boolean | undefined;
      input?: ConnectionInput | undefined;
    },
  ): Promise<ConnectionView>;
  /** A further connection, though there may be one of the app. Errors: `bad_request` for an unknown app; `already_exists` for a key in use. */
  create(caller: Caller, request: NewConnection): Promise<ConnectionView>;
  list(caller: Caller, filter: ConnectionListFilter, page: PageRequest): Promise<Page<ConnectionView>>;
  /** Errors: `access_denied` for secrets without the scope. */
  get(caller: Caller, selector: string, options?: { includeSecrets?: boolean | undefined }): Promise<ConnectionView>;
  /** Answers as soon as the connection is not BUILDING, or as it is after `timeoutMs`. */
  wait(caller: Caller, selector: string, timeoutMs: number, departure: Departure): Promise<ConnectionView>;
  patch(caller: Caller, selector: string, edit: ConnectionEdit): Promise<ConnectionView>;
  /** Replaces what can be edited: key and meta that are not given are cleared. */
  put(caller: Caller, selector: string, edit: ConnectionEdit): Promise<ConnectionView>;
  archive(caller: Caller, selector: string): Promise<ConnectionView>;
  /** Undoes the archiving; the credentials are gone. */
  restore(caller: Caller, selector: string): Promise<ConnectionView>;
  /** Revokes the tokens at the app, where it can, and erases the credentials. */
  disconnect(caller: Caller, selector: string): Promise<void>;
  /** Asks for new credentials; the old ones stay until then, unused. */
  reconnect(caller: Caller, selector: string): Promise<ConnectionView>;
  /** Renews credentials that end. Errors: `bad_request` for others. */
  refresh(caller: Caller, selector: string): Promise<ConnectionView>;
  /** Asks the app whether it accepts the credentials; a refusal is noted on the connection. */
  test(caller: Caller, selector: string): Promise<ConnectionTest>;
}

/** Connectors' own actions and saved ones, as the caller sees them: of one key, that of the nearest layer. */
export interface ActionsPort extends SavedActionsPort {
  list(
    caller: Caller,
    query: {
      /** App, or an integration where its id is the app's. */
      app?: string | undefined;
      /** Id or key. */
      integrationId?: string | undefined;
      /** With it only what fits, best first; where nothing does the page has a hint. */
      intent?: string | undefined;
      /** With an intent: each says why it ranks where it does. */
      explain?: boolean | undefined;
      search?: string | undefined;
      /** Saved ones alone, as the other filters. */
      layer?: ActionLayer | undefined;
      connectionId?: string | undefined;
      instanceKey?: string | undefined;
      parentId?: string | undefined;
      isUniversal?: boolean | undefined;
      includeArchived?: boolean | undefined;
      /** Whose (id or key); the caller's own when absent. Only managers see others'. */
      tenant?: string | undefined;
    },
    page: PageRequest,
  ): Promise<Page<ActionView> & { readonly total: number; readonly hint?: string }>;
  /** By id or key; a key alone needs the connection or app unless only one app has it. */
  get(
    caller: Caller,
    selector: string,
    scope: ActionScope & { readonly app?: string | undefined },
  ): Promise<ActionView>;
}

/** Apps that have a connector, and those that were added here: the caller's own and everybody's. */
export interface AppsPort {
  /** An app has no categories, so that one finds none. */
  list(
    caller: Caller,
    filter: { search?: string | undefined; isConnected?: boolean | undefined; category?: string | undefined },
    page: PageRequest,
  ): Promise<Page<AppView>>;
  /** By id, address or name. Errors: `not_found`. */
  get(caller: Caller, selector: string): Promise<AppView>;
}

export interface RunRequest {
  /** Action id or key; exactly one of `action`, `api` and `code`. */
  action?: string | undefined;
  api?: InlineApiRequest | undefined;
  /** JavaScript to run in place of an action. */
  code?: string | undefined;
  layer?: ActionLayer | undefined;
  instanceKey?: string | undefined;
  connectionId?: string | undefined;
  app?: string | undefined;
  input?: unknown;
  /** Build and return the upstream request, redacted, without sending it; or what the action would do, where it can tell by reading. */
  dryRun?: boolean | undefined;
  /** The caller's own notes, kept with the run. */
  meta?: unknown;
  /** The same key gives the same answer, and runs once. Errors: `idempotency_mismatch` when another request has it. */
  idempotencyKey?: string | undefined;
  /** `apr_…`: a person allowed exactly this run. It is used up with the run. Errors: those of an approval that is not good for it. */
  approvalId?: string | undefined;
  /** Nobody was asked yet who should be: without an approval only the answer of a run of before, under the same key, may be given. */
  isUnconfirmed?: boolean | undefined;
}

/** What goes with the answer of a run. */
export interface RunContext {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly reply?: { header(name: string, value: string): void } | undefined;
}

export interface InlineApiRequest {
  method: HttpMethod;
  path: string;
  query?: Record<string, string | number | boolean> | undefined;
  headers?: Record<string, string> | undefined;
  body?: unknown;
}

export interface RunsPort {
  run(caller: Caller, request: RunRequest, context: RunContext): Promise<RunAnswer>;
  list(
    caller: Caller,
    filter: {
      connectionId?: string | undefined;
      actionId?: string | undefined;
      /** The same, if it is on that layer; all that are given have to agree. */
      universalActionId?: string | undefined;
      integrationActionId?: string | undefined;
      connectionActionId?: string | undefined;
      integrationId?: string | undefined;
      app?: string | undefined;
      /** Whose (id or key); the caller's own when absent. Only managers see others'. */
      tenant?: string | undefined;
      status?: RunView['status'] | undefined;
      from?: number | undefined;
      to?: number | undefined;
    },
    page: PageRequest,
  ): Promise<Page<RunView>>;
  get(caller: Caller, id: string, options: { details: boolean }): Promise<RunView>;
}

export interface NewFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: AsyncIterable<Uint8Array> | Uint8Array;
  /** How long, if not for a day. */
  readonly keptMs?: number;
}

/** Bytes that pass through the gateway without passing through an agent's context; kept for a day at most. */
export interface FilesPort {
  /** Errors: `payload_too_large`; `unavailable` when the disk is full. */
  save(tenantId: string, file: NewFile): Promise<FileRef>;
  /** What is under the key goes on where a crash left it. Errors: those of the steps and of `save`. */
  saveSteps(work: { readonly tenantId: string; readonly key: string }, file: StepFile): Promise<SavedSteps>;
  /** Errors: `not_found`, also for another tenant's file. */
  get(tenantId: string, id: string): Promise<FileRef>;
  /** The content, for one reading. */
  read(ref: FileRef): AsyncIterable<Uint8Array>;
}

export interface GatewayPorts {
  readonly connections: ConnectionsPort;
  readonly actions: ActionsPort;
  readonly runs: RunsPort;
  readonly apiLogs: ApiLogsPort;
  readonly approvals: ApprovalsPort;
  readonly tokens: TokensPort;
  readonly tenants: TenantsPort;
  readonly workspaces: WorkspacesPort;
  readonly logins: LoginsPort;
  readonly people: PeopleDirectory;
  readonly apps: AppsPort;
  readonly externalApps: ExternalAppsPort;
  readonly integrations: IntegrationsPort;
  readonly connectors: ConnectorsPort;
  readonly search: SearchPort;
  readonly skills: SkillsPort;
  readonly connectionRequests: ConnectionRequestsPort;
  readonly sandboxes: { list(): SandboxView[] };
  readonly vault: { rotate(): Promise<{ keyId: string; rewrapped: number }> };
  readonly files: FilesPort;
  readonly system: {
    info(): {
      version: string;
      uptimeMs: number;
      dataDir: string;
      database: 'sqlite' | 'postgres';
      apps: 'live' | 'sandbox';
      confirmActions: string;
      approveActions: string;
    };
    /** Resolves when the database answers. */
    ping(): Promise<void>;
    /** Begins an orderly stop; answers under way are finished. */
    stop(): void;
  };
}
