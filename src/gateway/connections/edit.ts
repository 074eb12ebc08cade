import { PorinError } from '../../kernel/errors.ts';
import { newAppName } from '../../kernel/new-app.ts';
import type { ConnectionEdit, NewConnection } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionPatch, ConnectionRow } from '../../kernel/ports/storage.ts';
import { authOption, unknownApp } from '../catalog/catalog.ts';
import { isAddedApp, unknownConnection } from '../catalog/only-connection.ts';
import type { ConnectionServices } from './connections.ts';
import { acceptCredentials, sandboxInput, storeCredentials } from './credentials.ts';
import { ofConnector, rowOf, type Subject, sandboxFor, subjectOf } from './ensure.ts';
import { answerQuestion, isDefinition } from './questions.ts';

/** Applies an edit; credentials, or the answer to what is asked, last. Errors: `bad_request`, `conflict`, `already_exists`. */
export async function change(
  parts: ConnectionServices,
  caller: Caller,
  row: ConnectionRow,
  edit: ConnectionEdit,
): Promise<ConnectionRow> {
  const { input, authOptionKey } = edit;
  const patch = { ...plainPatch(edit), ...(await integrationPatch(parts, row, edit.integration)) };
  if (input === undefined) {
    const option = authOptionKey === undefined ? {} : await optionPatch(parts, row, authOptionKey);
    return save(parts, row, { ...patch, ...option });
  }
  if (row.archivedAt !== null) {
    throw new PorinError('bad_request', `The connection ${row.id} is archived and takes no credentials`, {
      hint: `porin connection ensure ${row.app} --json makes a new one`,
    });
  }
  if (row.state === 'BUILDING' || row.state === 'DISCONNECTING') {
    throw new PorinError('conflict', `The connection ${row.id} is ${row.state} and takes no input now`, {
      hint: `porin connection get ${row.id} --wait waits until that is over`,
    });
  }
  const isRedefinition = isAddedApp(row.app) && isDefinition(input);
  if (row.question !== null || isRedefinition) {
    const saved = Object.keys(patch).length === 0 ? row : await save(parts, row, patch);
    return answerQuestion(parts, saved, { input, isManager: caller.isManager });
  }
  const changed = { ...row, ...patch };
  const connector = await parts.catalog.connector(row.app);
  const accepted = await acceptCredentials(parts, { row: changed, connector, input, optionKey: authOptionKey });
  return storeCredentials(parts, row, { ...accepted, patch: { ...patch, ...accepted.patch } });
}

/** Makes a further connection. Credentials are checked first: none is left behind that was refused. */
export async function create(
  parts: ConnectionServices,
  caller: Caller,
  request: NewConnection,
): Promise<ConnectionRow> {
  const { storage } = parts;
  const subject = await chosen(parts, caller, request);
  const sandbox = sandboxFor(parts, subject, request);
  const fresh = rowOf(parts, { tenantId: caller.tenantId, subject, wanted: request, sandbox });
  const patch = { ...plainPatch(request), ...(await integrationPatch(parts, fresh, request.integration)) };
  const connector = subject.kind === 'several' ? undefined : subject.connector;
  const option =
    request.authOptionKey === undefined || !connector
      ? {}
      : { authOption: authOption(connector.definition, request.authOptionKey).key };
  const row: ConnectionRow = { ...fresh, ...patch, ...option };
  const input = connector && sandbox ? sandboxInput(parts, connector) : request.input;
  const isAnswer = !connector || (subject.kind === 'added' && input !== undefined && isDefinition(input));
  const accepted =
    connector && input !== undefined && !isAnswer
      ? await acceptCredentials(parts, { row, connector, input })
      : undefined;
  await storage.connections.insert(row);
  if (accepted) return storeCredentials(parts, row, accepted);
  if (row.state === 'BUILDING') parts.building.add(row);
  return isAnswer && input !== undefined ? changeBuilt(parts, caller, row, { input }) : row;
}

/** The same as `change`, of a connection that may have to be built first. */
export async function changeBuilt(
  parts: ConnectionServices,
  caller: Caller,
  row: ConnectionRow,
  edit: ConnectionEdit,
): Promise<ConnectionRow> {
  const built = row.state === 'BUILDING' ? await parts.building.build(row) : row;
  return change(parts, caller, built ?? row, edit);
}

async function chosen(
  parts: ConnectionServices,
  caller: Caller,
  { app, integration, intent, sandbox }: NewConnection,
): Promise<Subject> {
  const id = app ?? (integration === undefined ? undefined : await appOfIntegration(parts, integration));
  if (id === undefined) {
    if (intent !== undefined) return subjectOf(parts, caller, { intent, sandbox });
    throw new PorinError(
      'bad_request',
      'integrationId, integrationKey, connectorId, connectorKey or externalAppId: one of them is required',
      {
        hint: 'porin external-app list shows the apps; or: porin connection ensure <address of the app>',
      },
    );
  }
  const known = await parts.catalog.app(caller.tenantId, id);
  if (!known && newAppName(id) !== undefined) return subjectOf(parts, caller, { appUrl: id, sandbox });
  if (!known) throw unknownApp(id, parts.catalog.apps);
  if (!known.row) return ofConnector(known.connector);
  return { kind: 'added', app: known.id, name: known.name, connector: known.connector };
}

/** The app's own integration is named like the app. */
async function appOfIntegration({ storage }: ConnectionServices, selector: string): Promise<string> {
  return (await storage.integrations.get(selector))?.app ?? selector;
}

async function integrationPatch(
  { storage }: ConnectionServices,
  { app }: ConnectionRow,
  selector: string | undefined,
): Promise<ConnectionPatch> {
  if (selector === undefined) return {};
  if (selector === app) return { integrationId: null };
  const found = await storage.integrations.get(selector);
  if (!found || found.archivedAt !== null)
    throw new PorinError('not_found', `No integration ${selector.slice(0, 100)}`, {
      hint: 'porin integration list shows them',
    });
  if (found.app === app) return { integrationId: found.id === app ? null : found.id };
  throw new PorinError(
    'bad_request',
    `The integration ${found.key} is one of ${found.app}, the connection is one to ${app}`,
    {
      hint: 'A connection stays with its app; make another for this one',
    },
  );
}

function plainPatch({ name, key, meta }: ConnectionEdit): ConnectionPatch {
  return {
    ...(name === undefined ? {} : { name }),
    ...(key === undefined ? {} : { key }),
    ...(meta === undefined ? {} : { meta }),
  };
}

async function optionPatch({ catalog }: ConnectionServices, row: ConnectionRow, key: string): Promise<ConnectionPatch> {
  if (key === row.authOption || row.sandbox) return {};
  const option = authOption((await catalog.connector(row.app)).definition, key);
  if (option.key === row.authOption) return {};
  if (row.state !== 'READY') return { authOption: option.key };
  throw new PorinError('bad_request', `authOptionKey: ${option.key} needs credentials of its own`, {
    hint: 'Send them with it, as input; or reconnect the connection first',
  });
}

export async function save(
  { storage, now }: Pick<ConnectionServices, 'storage' | 'now'>,
  row: ConnectionRow,
  patch: ConnectionPatch,
  credentials?: null,
): Promise<ConnectionRow> {
  const saved = await storage.connections.update(
    { tenantId: row.tenantId, id: row.id },
    { ...patch, updatedAt: now() },
    credentials,
  );
  if (saved) return saved;
  throw unknownConnection(row.id);
}
