import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ConnectionTest } from '../../kernel/ports/gateway.ts';
import type { ConnectionPatch, ConnectionRow } from '../../kernel/ports/storage.ts';
import { unlessChanged } from '../../kernel/unless-changed.ts';
import { authOption } from '../catalog/catalog.ts';
import type { ConnectionServices } from './connections.ts';
import { acceptCredentials, sandboxInput, storeCredentials } from './credentials.ts';
import { save } from './edit.ts';
import { startOf } from './new-connection.ts';
import { knownConnector } from './present.ts';
import { errorView } from './view.ts';

/** Out of use, its key free for another; the credentials are erased, at the app too where that can be. */
export async function archive(parts: ConnectionServices, row: ConnectionRow): Promise<ConnectionRow> {
  if (row.archivedAt !== null) return row;
  await revoke(parts, row);
  const ended = { archivedAt: parts.now(), key: null, credentialsExpireAt: null };
  return save(parts, row, { ...ended, state: idleState(row) }, null);
}

/** Back in use: a sandbox's is ready at once, every other wants its credentials again. */
export async function restore(parts: ConnectionServices, row: ConnectionRow): Promise<ConnectionRow> {
  if (row.archivedAt === null) return row;
  if (row.question !== null || row.state === 'BUILDING' || row.state === 'SETUP_FAILED') {
    const back = await save(parts, row, { archivedAt: null });
    if (back.state === 'BUILDING') parts.building.add(back);
    return back;
  }
  const connector = await parts.catalog.connector(row.app);
  const { state } = startOf(connector.definition);
  const back = await save(parts, row, { archivedAt: null, state, error: null });
  if (!back.sandbox) return back;
  const input = sandboxInput(parts, connector);
  return storeCredentials(parts, back, await acceptCredentials(parts, { row: back, connector, input }));
}

/** Revokes and erases the credentials. What a crash leaves DISCONNECTING, `finishDisconnecting` ends at the next start. */
export async function disconnect(parts: ConnectionServices, row: ConnectionRow): Promise<void> {
  refuseArchived(row);
  // Nothing was connected, so there is nothing to end.
  if (row.question !== null || row.state === 'BUILDING' || row.state === 'SETUP_FAILED') return;
  await endDisconnecting(parts, await save(parts, row, { state: 'DISCONNECTING' }));
}

const maxFinished = 1_000;

/** Ends what a stopped process began. */
export async function finishDisconnecting(parts: ConnectionServices): Promise<void> {
  for (const row of await parts.storage.connections.inState('DISCONNECTING', maxFinished))
    await takeUpDisconnecting(parts, row);
}

/** Ends what another process began, unless somebody else does. Errors: none; what fails is logged, and taken up again later. */
export async function takeUpDisconnecting(parts: ConnectionServices, row: ConnectionRow): Promise<void> {
  const { tenantId, id, revision } = row;
  try {
    const updatedAt = parts.now();
    const mine = await unlessChanged(() => parts.storage.connections.update({ tenantId, id, revision }, { updatedAt }));
    if (mine) await endDisconnecting(parts, { ...row, updatedAt, revision: revision + 1 });
  } catch (error) {
    parts.logger.error({ connectionId: id, error: String(error) }, 'a connection could not be disconnected');
  }
}

/** Only what is DISCONNECTING still is ended: another node may have ended it, and somebody connected it again since. */
async function endDisconnecting(parts: ConnectionServices, begun: ConnectionRow): Promise<void> {
  await revoke(parts, begun);
  const { tenantId, id } = begun;
  const ended = { state: 'CLIENT_ACTION_REQUIRED', error: null, credentialsExpireAt: null } as const;
  for (
    let row: ConnectionRow | undefined = begun;
    row?.state === 'DISCONNECTING';
    row = await parts.storage.connections.get(tenantId, id)
  ) {
    const selector = { tenantId, id, revision: row.revision };
    const patch = { ...ended, updatedAt: parts.now() };
    if (await unlessChanged(() => parts.storage.connections.update(selector, patch, null))) return;
  }
}

/** Asks for new credentials. The old ones stay until they are replaced, and are not used meanwhile. */
export async function reconnect(parts: ConnectionServices, row: ConnectionRow): Promise<ConnectionRow> {
  refuseArchived(row);
  if (row.state === 'DISCONNECTING') {
    throw new PorinError('conflict', `The connection ${row.id} is being disconnected`, {
      hint: `porin connection get ${row.id} shows when that is over`,
    });
  }
  if (row.question !== null || row.state !== 'READY') return row;
  return save(parts, row, { state: 'CLIENT_ACTION_REQUIRED', error: null });
}

/** Renews credentials that end. Errors: `bad_request` for others; those of the renewal. */
export async function refresh(parts: ConnectionServices, row: ConnectionRow): Promise<ConnectionRow> {
  refuseArchived(row);
  const option = row.question === null ? await optionOf(parts, row) : undefined;
  if (option?.type === 'oauth2') return parts.oauth2.keeper.refresh(row);
  throw new PorinError(
    'bad_request',
    `The credentials of the connection ${row.id} do not end, so there is nothing to refresh`,
    {
      hint: `New ones are entered with: porin connection patch ${row.id} --credentials-stdin`,
    },
  );
}

/** Asks the app whether it accepts the credentials. A refusal, and the end of one, are noted on the connection. */
export async function test(parts: ConnectionServices, row: ConnectionRow): Promise<ConnectionTest> {
  refuseArchived(row);
  const connector = await knownConnector(parts, row);
  const option = connector?.definition.auth.find(({ key }) => key === row.authOption);
  if (option && option.test === undefined) {
    throw new PorinError(
      'bad_request',
      `The connection ${row.id} cannot be tested: its app has no harmless request for it`,
      {
        hint: 'Run an action that only reads',
      },
    );
  }
  const sealed = await parts.storage.credentials.get(row.tenantId, row.id);
  if (!sealed)
    return { success: false, error: errorView({ message: `It is ${row.state} and has no credentials yet` }) };
  if (!option)
    return { success: false, error: errorView({ message: 'Its app can be talked to in this way no longer' }) };
  try {
    await parts.tryCredentials(row, sealed);
  } catch (error) {
    if (!isPorinError(error)) throw error;
    // Anything but a refusal says that the app could not be asked.
    if (error.code === 'bad_request' && row.state === 'READY')
      await note(parts, row, { state: 'CLIENT_ACTION_REQUIRED', error: { message: error.message, at: parts.now() } });
    return { success: false, error: errorView(error) };
  }
  if (row.state === 'CLIENT_ACTION_REQUIRED' && row.error !== null)
    await note(parts, row, { state: 'READY', error: null });
  return { success: true };
}

/** Unless it changed meanwhile: what was found out is about the credentials of then. */
async function note(parts: ConnectionServices, row: ConnectionRow, patch: ConnectionPatch): Promise<void> {
  const { tenantId, id, revision } = row;
  const change = { ...patch, updatedAt: parts.now() };
  await unlessChanged(() => parts.storage.connections.update({ tenantId, id, revision }, change));
}

/** Tells the app that its tokens are not wanted any more. */
async function revoke(parts: ConnectionServices, row: ConnectionRow): Promise<void> {
  const connector = row.question === null && row.state !== 'BUILDING' ? await knownConnector(parts, row) : undefined;
  const option = connector?.definition.auth.find(({ key }) => key === row.authOption);
  if (option?.type === 'oauth2') await parts.oauth2.revoke(row);
}

async function optionOf({ catalog }: ConnectionServices, row: ConnectionRow) {
  return authOption((await catalog.connector(row.app)).definition, row.authOption);
}

/** Where an archived connection stands, so that a restored one goes on there. */
function idleState({ state }: ConnectionRow): ConnectionRow['state'] {
  return state === 'BUILDING' || state === 'SETUP_FAILED' ? state : 'CLIENT_ACTION_REQUIRED';
}

function refuseArchived(row: ConnectionRow): void {
  if (row.archivedAt === null) return;
  throw new PorinError('bad_request', `The connection ${row.id} is archived`, {
    hint: `porin connection restore ${row.id} brings it back`,
  });
}
