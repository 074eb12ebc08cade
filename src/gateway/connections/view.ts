import type { AuthOption } from '../../kernel/connector.ts';
import type { ClientAction, ConnectionView } from '../../kernel/ports/gateway.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';

/** A connection as the API shows it. */
export function connectionView(row: ConnectionRow, clientAction: ClientAction | undefined): ConnectionView {
  const isConnected = row.state === 'READY' && row.archivedAt === null;
  const error = row.error === null ? undefined : { message: row.error.message };
  return {
    id: row.id,
    ...(row.key === null ? {} : { key: row.key }),
    name: row.name,
    userId: row.tenantId,
    tenantId: row.tenantId,
    state: row.state,
    connected: isConnected,
    disconnected: !isConnected,
    externalAppId: row.app,
    connectorId: row.app,
    integrationId: row.app,
    authOptionKey: row.authOption,
    sandbox: row.sandbox,
    ...(clientAction === undefined ? {} : { clientAction }),
    ...(error === undefined ? {} : { error, errors: [error] }),
    ...(row.meta === null || row.meta === undefined ? {} : { meta: row.meta }),
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
    ...(row.archivedAt === null ? {} : { archivedAt: new Date(row.archivedAt).toISOString() }),
  };
}

/** What is needed to connect, for a person and for an agent; without the link for a caller who may not set credentials. Secrets are asked for by name, never by value. */
export function connectAction(
  row: ConnectionRow,
  appName: string,
  option: AuthOption,
  uiUrl: string | undefined,
): ClientAction {
  const titles = Object.values(option.fields).map((field) => field.title);
  const why = row.error === null ? '' : ` ${row.error.message}.`;
  const description = `Connect ${appName}: enter ${titles.join(' and ')}.${why}`;
  if (uiUrl === undefined) return { type: 'connect', description };
  return {
    type: 'connect',
    description,
    uiUrl,
    agentInstructions:
      `Ask the user to open ${uiUrl} and connect there; do not ask for the credentials in the conversation. ` +
      `Then run: porin connection get ${row.id} --json, until its state is READY. ` +
      `A user at a terminal may instead run: porin connection patch ${row.id} --credentials-stdin`,
  };
}
