import type { Effect } from '../action.ts';
import type { FileRef } from '../http.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Caller, Scope } from './identity.ts';
import type { ConnectionState, Page, PageRequest } from './storage.ts';

/** What operations see of the gateway. Shapes are those of the REST answers; times are ISO 8601. */

export interface ClientAction {
  type: 'connect' | 'provide-input';
  description: string;
  uiUrl?: string;
  agentInstructions?: string;
}

export interface ConnectionView {
  id: string;
  key?: string;
  name: string;
  /** Tenant id, under both names that clients read. */
  userId: string;
  tenantId: string;
  state: ConnectionState;
  connected: boolean;
  disconnected: boolean;
  /** Slug of the app. */
  externalAppId: string;
  connectorId: string;
  integrationId: string;
  authOptionKey: string;
  sandbox: boolean;
  clientAction?: ClientAction;
  error?: { message: string };
  errors?: { message: string }[];
  meta?: unknown;
  createdAt: string;
  updatedAt: string;
  archivedAt?: string;
}

export interface ConnectionEdit {
  name?: string | undefined;
  key?: string | null | undefined;
  meta?: unknown;
  authOptionKey?: string | undefined;
  /** Credentials and other inputs that the app's auth asks for. */
  input?: Record<string, string> | undefined;
}

export interface ConnectionsPort {
  ensure(caller: Caller, request: { appUrl: string; name?: string | undefined; sandbox?: boolean | undefined; input?: Record<string, string> | undefined }): Promise<ConnectionView>;
  list(
    caller: Caller,
    filter: { search?: string | undefined; app?: string | undefined; state?: ConnectionState | undefined; includeArchived?: boolean | undefined },
    page: PageRequest,
  ): Promise<Page<ConnectionView>>;
  get(caller: Caller, selector: string): Promise<ConnectionView>;
  /** Answers as soon as the connection is not BUILDING, or as it is after `timeoutMs`. */
  wait(caller: Caller, selector: string, timeoutMs: number, signal: AbortSignal): Promise<ConnectionView>;
  patch(caller: Caller, selector: string, edit: ConnectionEdit): Promise<ConnectionView>;
  archive(caller: Caller, selector: string): Promise<ConnectionView>;
}

export interface ActionView {
  /** `<app>.<key>`. */
  id: string;
  key: string;
  name: string;
  description: string;
  effect: Effect;
  externalAppId: string;
  integrationId: string;
  connectionId?: string;
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
  /** With an intent only: how well it fits. */
  score?: number;
}

export interface ActionsPort {
  list(
    caller: Caller,
    query: { connectionId?: string | undefined; app?: string | undefined; intent?: string | undefined; search?: string | undefined },
    page: PageRequest,
  ): Promise<Page<ActionView>>;
  /** By id or key; a key alone needs the connection or app unless only one app has it. */
  get(caller: Caller, selector: string, scope: { connectionId?: string | undefined; app?: string | undefined }): Promise<ActionView>;
}

export interface RunRequest {
  /** Action id or key; exactly one of `action` and `api`. */
  action?: string | undefined;
  api?: InlineApiRequest | undefined;
  connectionId?: string | undefined;
  app?: string | undefined;
  input?: unknown;
  /** Build and return the upstream request, redacted, without sending it. */
  dryRun?: boolean | undefined;
}

export interface InlineApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | number | boolean> | undefined;
  headers?: Record<string, string> | undefined;
  body?: unknown;
}

export interface RunAnswer {
  output?: unknown;
  actionRunId: string;
}

export interface RunView {
  id: string;
  name: string;
  status: 'running' | 'success' | 'error' | 'unknown';
  actionId: string;
  integrationId: string;
  integrationActionId: string;
  connectionId: string;
  userId: string;
  tenantId: string;
  externalAppId: string;
  input?: unknown;
  output?: unknown;
  error?: unknown;
  details?: unknown;
  createdAt: string;
  completedAt?: string;
  /** Milliseconds. */
  duration?: number;
}

export interface RunsPort {
  run(caller: Caller, request: RunRequest, options: { requestId: string; signal: AbortSignal }): Promise<RunAnswer>;
  list(
    caller: Caller,
    filter: { connectionId?: string | undefined; actionId?: string | undefined; app?: string | undefined; status?: RunView['status'] | undefined; from?: number | undefined; to?: number | undefined },
    page: PageRequest,
  ): Promise<Page<RunView>>;
  get(caller: Caller, id: string, options: { details: boolean }): Promise<RunView>;
}

export interface TokenView {
  id: string;
  name: string;
  tenantKey: string;
  scopes: Scope[];
  createdAt: string;
  expiresAt?: string;
  revokedAt?: string;
}

export interface TokensPort {
  /** The only moment at which the token itself is shown. */
  create(request: { tenant: string; name?: string | undefined; scopes?: Scope[] | undefined; expiresInMs?: number | undefined }): Promise<TokenView & { token: string }>;
  list(page: PageRequest): Promise<Page<TokenView>>;
  revoke(id: string): Promise<void>;
}

export interface AppView {
  id: string;
  key: string;
  name: string;
  description: string;
  appUri: string;
  domains: string[];
  sandbox?: { url: string };
}

/** A sandbox as `up --json` and `GET /sandboxes` show it: address, credentials and control address. */
export interface SandboxView {
  app: string;
  /** The app's base URL on this machine. */
  url: string;
  credentials: Record<string, string>;
  /** Where `/_sandbox/…` answers. */
  controlUrl: string;
}

export interface GatewayPorts {
  readonly connections: ConnectionsPort;
  readonly actions: ActionsPort;
  readonly runs: RunsPort;
  readonly tokens: TokensPort;
  readonly apps: { list(search?: string): Promise<AppView[]>; get(selector: string): Promise<AppView> };
  readonly sandboxes: { list(): SandboxView[] };
  readonly vault: { rotate(): Promise<{ keyId: string; rewrapped: number }> };
  readonly files: {
    save(caller: Caller, file: { name: string; contentType: string; content: NodeJS.ReadableStream | Uint8Array }): Promise<FileRef>;
  };
  readonly system: { info(): { version: string; uptimeMs: number; dataDir: string; database: string; apps: 'live' | 'sandbox' } };
}
