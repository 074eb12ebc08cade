import { isPorinError, PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { IntegrationEdit } from '../../kernel/ports/gateway-integrations.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';
import { checkRevision } from '../../kernel/seen-revision.ts';
import { slugOf } from '../../kernel/slug.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { newIntegration } from '../catalog/new-integration.ts';
import { type Integration, idOf } from './integration-view.ts';
import type { VisibleApp } from './own-apps.ts';
import {
  changed,
  type ParameterChange,
  readOptions,
  readParameters,
  type SecretParts,
  storeSecrets,
} from './parameters.ts';

export interface WriteParts extends SecretParts {
  readonly storage: Pick<Storage, 'integrations' | 'secrets'>;
  readonly catalog: Pick<Catalog, 'apps'>;
  readonly now: () => number;
}

const keyAttempts = 20;

/** Stores a further integration of an app. Errors: `already_exists` for a key that was asked for; `bad_request`. */
export async function create(
  parts: WriteParts,
  caller: Caller,
  { app, edit }: { readonly app: VisibleApp; readonly edit: IntegrationEdit },
): Promise<Integration> {
  const fresh = blank(caller, app, newId('int'), parts.now());
  const { secret, patch } = applied({ app, row: fresh }, edit);
  const row = { ...fresh, ...patch };
  const stored = edit.key === undefined ? await insertUnder(parts, row, slugOf(row.name, 80) || app.id) : row;
  if (edit.key !== undefined) {
    checkKey(parts, edit.key);
    await parts.storage.integrations.insert(row);
  }
  await storeSecrets(parts, row.id, secret);
  return { app, row: stored };
}

/** Changes an integration; an app's own is stored with its first change. Errors: `already_exists`; `bad_request`. */
export async function patch(
  parts: WriteParts,
  caller: Caller,
  { integration, edit }: { readonly integration: Integration; readonly edit: IntegrationEdit },
): Promise<Integration> {
  const { app } = integration;
  const check = revisionCheck(integration, edit.revision);
  const row = await storedRow(parts, caller, integration);
  if (row.archivedAt !== null) {
    throw new PorinError('bad_request', `The integration ${row.id} is archived and cannot be changed`, {
      hint: `Restore it first: POST /integrations/${row.id}/restore`,
    });
  }
  if (edit.key !== undefined && edit.key !== row.key) {
    if (row.id === app.id) {
      throw new PorinError('bad_request', `key: the integration ${row.id} is the app's own and keeps its key`, {
        hint: 'Make another integration of the app with a key of your own',
      });
    }
    checkKey(parts, edit.key);
  }
  const { secret } = applied({ app, row }, edit);
  const saved = await parts.storage.integrations.patch(row.id, (current) => {
    check(current);
    return { ...applied({ app, row: current }, edit).patch, updatedAt: parts.now() };
  });
  // After the row, which may be refused for its key.
  await storeSecrets(parts, row.id, secret);
  return { app, row: saved ?? row };
}

/** Hides an integration. Its connections go on working, and its secrets stay for a restore. */
export async function archive(
  parts: WriteParts,
  caller: Caller,
  { integration, revision }: { readonly integration: Integration; readonly revision: string | undefined },
): Promise<Integration> {
  const check = revisionCheck(integration, revision);
  const row = await storedRow(parts, caller, integration);
  const archivedAt = row.archivedAt ?? parts.now();
  const saved = await parts.storage.integrations.patch(row.id, (current) => {
    check(current);
    return { archivedAt, updatedAt: parts.now() };
  });
  return { app: integration.app, row: saved ?? row };
}

/** Errors: `already_exists` when its key was given away meanwhile. */
export async function restore(parts: WriteParts, { app, row }: Integration): Promise<Integration> {
  if (!row || row.archivedAt === null) return { app, row };
  const saved = await parts.storage.integrations.patch(row.id, { archivedAt: null, updatedAt: parts.now() });
  return { app, row: saved ?? row };
}

/** What a change makes sure of: that the integration has the revision that was seen, now and in the moment of the change. */
function revisionCheck({ app, row }: Integration, seen: string | undefined): (current: IntegrationRow) => void {
  checkRevision(`The integration ${row?.key ?? app.id}`, row?.revision ?? 0, seen);
  // Storing an app's own integration for the first time makes its revision 1.
  const expected = seen === undefined ? undefined : String(row?.revision ?? 1);
  return (current) => checkRevision(`The integration ${current.key}`, current.revision, expected);
}

/** The row, which an app's own integration gets here. */
async function storedRow(parts: WriteParts, caller: Caller, integration: Integration): Promise<IntegrationRow> {
  if (integration.row) return integration.row;
  const { app } = integration;
  const row = {
    ...blank(caller, app, idOf(integration), parts.now()),
    description: app.definition?.description ?? null,
  };
  try {
    await parts.storage.integrations.insert(row);
    return row;
  } catch (error) {
    if (!isPorinError(error) || error.code !== 'already_exists') throw error;
    // Somebody else changed it for the first time, in this moment.
    return (await parts.storage.integrations.get(row.id)) ?? row;
  }
}

function blank({ workspaceId }: Caller, app: VisibleApp, id: string, now: number): IntegrationRow {
  return newIntegration({ id, workspaceId, name: app.name, app: app.id }, now);
}

/** What an edit changes in the row, and the secrets that it names. Errors: `bad_request`. */
function applied(
  { app, row }: { readonly app: VisibleApp; readonly row: IntegrationRow },
  edit: IntegrationEdit,
): { readonly secret: ParameterChange['secret']; readonly patch: Partial<IntegrationRow> } {
  const { definition } = app;
  if (!definition && (edit.parameters !== undefined || edit.optionsConfig !== undefined)) {
    throw new PorinError('bad_request', `parameters: nobody has said yet how to talk to ${app.name}`, {
      hint: 'Connect it first; its clientAction says what is needed',
    });
  }
  const given = definition && edit.parameters && readParameters(definition, edit.parameters);
  const options = definition && edit.optionsConfig && readOptions(definition, edit.optionsConfig);
  const { name, key, description, meta } = edit;
  return {
    secret: given?.secret ?? {},
    patch: {
      ...(name === undefined ? {} : { name }),
      ...(key === undefined ? {} : { key }),
      ...(description === undefined ? {} : { description }),
      ...(meta === undefined ? {} : { meta }),
      ...(given ? { parameters: changed(row.parameters, given.plain) } : {}),
      ...(options ? { options } : {}),
    },
  };
}

/** Errors: `already_exists` for what names an app's own integration, or looks like an id. */
function checkKey({ catalog }: WriteParts, key: string): void {
  if (!catalog.apps.includes(key) && !/^(int|app)_/.test(key)) return;
  throw new PorinError('already_exists', `key: '${key}' names another integration, or looks like an id`);
}

/** Stores the row under this key, or the first free one like it. */
async function insertUnder(parts: WriteParts, row: IntegrationRow, wanted: string): Promise<IntegrationRow> {
  for (let attempt = 1; ; attempt++) {
    const key = attempt === 1 ? wanted : `${wanted}-${attempt}`;
    try {
      checkKey(parts, key);
      await parts.storage.integrations.insert({ ...row, key });
      return { ...row, key };
    } catch (error) {
      if (!isPorinError(error) || error.code !== 'already_exists') throw error;
      if (attempt < keyAttempts) continue;
      // So many of one name: the id is unique.
      await parts.storage.integrations.insert(row);
      return row;
    }
  }
}
