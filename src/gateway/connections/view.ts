import type { AuthOption } from '../../kernel/connector.ts';
import type { ClientAction, ConnectionView } from '../../kernel/ports/gateway.ts';
import type { ConnectionError, ConnectionRow } from '../../kernel/ports/storage.ts';
import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';
import type { TenantRow } from '../../kernel/ports/storage-identity.ts';
import type { Meant } from '../catalog/meant.ts';
import { definitionExample } from './questions.ts';

/** What a view shows that the row does not hold. */
export interface Shown {
  /** Undefined until it is known how to talk to the app. */
  readonly option: AuthOption | undefined;
  readonly clientAction?: ClientAction | undefined;
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  /** What became of what the caller gave, when that is not what they expect. */
  readonly notice?: string | undefined;
  readonly tenant: TenantRow | undefined;
  /** Undefined while the app's own has no row: it is named like the app then. */
  readonly integration?: IntegrationRow | undefined;
  readonly appName?: string | undefined;
}

/** A connection as the API shows it. */
export function connectionView(row: ConnectionRow, shown: Shown): ConnectionView {
  const { option, clientAction, credentials, notice, tenant } = shown;
  const isConnected = row.state === 'READY' && row.archivedAt === null;
  const ends = option?.type === 'oauth2' && isConnected ? row.credentialsExpireAt : null;
  return {
    id: row.id,
    ...(row.key === null ? {} : { key: row.key }),
    name: row.name,
    userId: row.tenantId,
    tenantId: row.tenantId,
    ...(tenant === undefined ? {} : { user: { id: tenant.id, name: tenant.name, internalId: tenant.key } }),
    state: row.state,
    connected: isConnected,
    disconnected: !isConnected,
    // Until somebody has said which app is meant, there is only the address that several answer to.
    ...(row.question?.about === 'app' ? {} : { externalAppId: row.app }),
    ...(option === undefined
      ? {}
      : {
          connectorId: row.app,
          connectorVersion: 'latest',
          integrationId: row.integrationId ?? row.app,
          integration: integrationOf(row, shown),
          authOptionKey: option.key,
        }),
    isTest: row.sandbox,
    sandbox: row.sandbox,
    isDeactivated: false,
    canTest: option?.test !== undefined,
    canRefreshCredentials: option?.type === 'oauth2',
    ...(ends === null ? {} : { nextCredentialsRefreshAt: new Date(ends).toISOString() }),
    ...(clientAction === undefined ? {} : { clientAction }),
    ...(notice === undefined ? {} : { notice }),
    ...(row.error === null ? {} : errorsOf(row.error)),
    ...(Object.keys(row.fields).length === 0 ? {} : { input: { ...row.fields } }),
    ...(credentials === undefined ? {} : { credentials: { ...credentials } }),
    ...(row.meta === null || row.meta === undefined ? {} : { meta: row.meta }),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
    ...(row.archivedAt === null ? {} : { archivedAt: new Date(row.archivedAt).toISOString() }),
  };
}

function integrationOf(row: ConnectionRow, { integration, appName = row.app }: Shown) {
  const { id = row.app, key = row.app, name = appName } = integration ?? {};
  return { id, key, name, logoUri: '', connectorId: row.app, externalAppId: row.app };
}

/** Why a connection does not work, as clients of the contract read it. */
export function errorView({ message, status }: Omit<ConnectionError, 'at'>) {
  return { message, type: 'connection' as const, ...(status === undefined ? {} : { data: { status } }) };
}

function errorsOf(error: ConnectionError) {
  const shown = errorView(error);
  return { error: shown, errors: [shown], ...(error.status === undefined ? {} : { requestError: shown }) };
}

/** What is needed to connect, for a person and for an agent; without the link for a caller who may not set credentials. Secrets are asked for by name, never by value. */
export function connectAction(
  row: ConnectionRow,
  appName: string,
  option: AuthOption,
  uiUrl: string | undefined,
): ClientAction {
  const titles = Object.values(option.fields).map((field) => field.title);
  const needed = Object.values(option.fields).flatMap(({ title, optional }) => (optional ? [] : [title]));
  const others = Object.values(option.fields).flatMap(({ title, optional }) => (optional ? [title] : []));
  const why = row.error === null ? '' : ` ${row.error.message}.`;
  if (row.sandbox) return sandboxAction(row, appName, { why, uiUrl });
  const how = option.type === 'oauth2' && titles.length === 0 ? 'sign in there' : entering(needed, others);
  const description =
    titles.length === 0 && option.type !== 'oauth2' ? `Connect ${appName}.${why}` : `Connect ${appName}: ${how}.${why}`;
  if (uiUrl === undefined) return { type: 'connect', description };
  return {
    type: 'connect',
    description,
    uiUrl,
    agentInstructions:
      `Ask the user to open ${uiUrl} and connect there; do not ask for the credentials in the conversation. ` +
      `Then run: porin connection get ${row.id} --json, until its state is READY.${atTerminal(row, option)}`,
  };
}

function entering(needed: readonly string[], optional: readonly string[]): string {
  if (needed.length === 0) return `enter ${optional.join(' and ')}`;
  return `enter ${needed.join(' and ')}${optional.length === 0 ? '' : ` (optional: ${optional.join(', ')})`}`;
}

/** A sandbox brings its own credentials, so that nobody has to enter any. */
function sandboxAction(
  { id }: ConnectionRow,
  appName: string,
  { why, uiUrl }: { readonly why: string; readonly uiUrl: string | undefined },
): ClientAction {
  const description = `Connect the sandbox of ${appName}: press the button there, no credentials are needed.${why}`;
  if (uiUrl === undefined) return { type: 'connect', description };
  return {
    type: 'connect',
    description,
    uiUrl,
    agentInstructions: `Run: porin connection patch ${id} --data '{"input": {}}' --json, which connects it without credentials; or ask the user to open ${uiUrl} and press the button.`,
  };
}

function atTerminal({ id }: ConnectionRow, { fields, type }: AuthOption): string {
  if (type === 'oauth2' && Object.keys(fields).length === 0) return '';
  return ` A user at a terminal may instead run: porin connection patch ${id} --credentials-stdin`;
}

/** What the gateway knows of what is asked. */
interface Known {
  /** The apps of which one is meant. */
  readonly names: readonly { readonly id: string; readonly name: string }[];
  /** The app that its name may be a slip for. */
  readonly meant: Meant | undefined;
}

function slipQuestion({ address, name }: Meant): string {
  return `Did you mean ${address} (${name})?`;
}

/** Said at once of an app that nobody knows, and whose name may be a slip. */
export function slipNotice({ id, name }: ConnectionRow, meant: Meant): string {
  return `${name} is not known here. ${slipQuestion(meant)} Then: porin connection ensure ${meant.address}, and porin connection delete ${id}`;
}

/** What has to be said before it can be connected; without the link and commands for a caller who may not say it. */
export function questionAction(row: ConnectionRow, { names, meant }: Known, uiUrl: string | undefined): ClientAction {
  const link = uiUrl === undefined ? {} : { uiUrl };
  const command = `porin connection patch ${row.id} --data`;
  if (row.question?.about === 'app') {
    const described = names.map(({ id, name }) => (id === name ? id : `${name} (${id})`)).join(', ');
    const description = `Several apps answer to ${row.app}. Say which one is meant: ${described}.`;
    if (uiUrl === undefined) return { type: 'provide-input', description };
    return {
      type: 'provide-input',
      description,
      ...link,
      agentInstructions: `Choose by what the user wants to do, or ask. Then run: ${command} '{"input": {"app": "${names[0]?.id ?? ''}"}}' --json`,
    };
  }
  const slip = meant === undefined ? '' : `${slipQuestion(meant)} `;
  const description = `${slip}${row.name} is not known here yet. Say how to talk to its API: an OpenAPI document, or its base URL and how it authenticates.`;
  if (uiUrl === undefined) return { type: 'provide-input', description };
  return {
    type: 'provide-input',
    description,
    ...link,
    agentInstructions:
      (meant === undefined
        ? ''
        : `${slip}Then run: porin connection ensure ${meant.address} --json, and remove this one: porin connection delete ${row.id}. Otherwise: `) +
      `Look in the documentation of its API, then run one of: ${command} '{"input": {"openapi": "https://api.example.com/openapi.json"}}' --json ` +
      `or: ${command} '${definitionExample}' --json. ` +
      'auth is one of none, bearer, api_key_header (headerName, prefix), api_key_query (paramName), basic, oauth2 (authorizeUrl, tokenUrl, ' +
      'scopes, clientId, clientSecret); testPath names a harmless request that checks the credentials. ' +
      `Credentials come afterwards: porin connection get ${row.id} --json then shows the page for them.`,
  };
}
