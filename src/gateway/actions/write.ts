import { isPorinError, PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { ActionEdit, ActionScope, NewAction } from '../../kernel/ports/gateway-actions.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Isolate } from '../../kernel/ports/isolate.ts';
import type { SavedActionPatch, SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { checkRevision } from '../../kernel/seen-revision.ts';
import { unlessChanged } from '../../kernel/unless-changed.ts';
import { checkCode } from './code-check.ts';
import { blank, type Content, checkKey, edited, keyFrom } from './edit.ts';
import { type FindParts, type Found, findAction, ownId } from './find.ts';
import { nearness } from './nearest.ts';
import { type Origin, originOf } from './origin.ts';
import { checkMayChange, connectorOf, layerAsked, type Owner, ownerAt } from './owner.ts';
import { type Place, placeOf } from './place.ts';
import { actionType } from './types/types.ts';

export interface WriteParts extends FindParts {
  readonly now: () => number;
  readonly isolate: Pick<Isolate, 'syntaxError'>;
}

/** An action of a caller's words. */
export interface Asked {
  readonly selector: string;
  readonly scope: ActionScope;
}

/** Live ones of one tenant's connections, and of everybody's layers together; as many archived ones are kept. */
const maxSaved = 5_000;
const attempts = 5;

/** Saves a new action. Errors: `already_exists`; `access_denied`; `bad_request`. */
export async function create(parts: WriteParts, caller: Caller, action: NewAction): Promise<SavedActionRow> {
  const place = await placeOf(parts, caller.tenantId, action);
  const origin = action.parentId === undefined ? undefined : originOf(await parentOf(parts, caller, action.parentId));
  const layer = place.of === 'connection' || place.of === 'integration' ? place.of : 'universal';
  const owner = await ownerAt(parts.catalog, caller, { layer, place, app: place.app ?? origin?.app ?? null });
  const before = origin ? { ...origin.content, key: keyOf(action, origin) } : beginning(action);
  return insert(parts, caller, { owner, before, edit: action, origin, instanceKey: action.instanceKey });
}

function keyOf({ key, name }: NewAction, origin: Origin): string {
  return key ?? (name === undefined ? origin.content.key : keyFrom(name));
}

function beginning({ name, key, type, config = {}, description, intent }: NewAction): Content {
  const called = name ?? key;
  if (called === undefined) throw new PorinError('bad_request', 'name: required, or key');
  if (type === undefined) {
    throw new PorinError(
      'bad_request',
      'type: required, as in {"type": "api-request-to-external-app", "config": {"request": {"method": "GET", "path": "/…"}}}',
      {
        hint: 'porin action create --help shows an example of each type',
      },
    );
  }
  return {
    ...blank,
    description: description ?? intent ?? '',
    type: actionType(type),
    config,
    name: called,
    key: key ?? keyFrom(called),
  };
}

export async function parentOf(parts: WriteParts, caller: Caller, selector: string): Promise<Found> {
  return findAction(parts, caller, { selector, scope: {} });
}

/** Stores a row. Errors: `already_exists` naming the key; `bad_request` when there are too many. */
export async function insert(
  parts: WriteParts,
  caller: Caller,
  wanted: {
    readonly owner: Owner;
    readonly before: Content;
    readonly edit: ActionEdit;
    readonly origin?: Origin | undefined;
    readonly instanceKey?: string | undefined;
  },
): Promise<SavedActionRow> {
  const { owner, before, edit, origin, instanceKey = null } = wanted;
  if (edit.key !== undefined) checkKey(edit.key, parts.catalog.apps);
  const content = edited(before, edit, await connectorOf(parts.catalog, caller, owner.app));
  await checkCode(parts.isolate, caller, edit.config === undefined && edit.type === undefined ? undefined : content);
  await checkRoom(parts, caller, owner);
  const now = parts.now();
  const row: SavedActionRow = {
    id: newId('act'),
    workspaceId: caller.workspaceId,
    ...owner,
    ...content,
    instanceKey,
    parentId: origin?.id ?? null,
    isCustomized: origin !== undefined && isEdit({ ...edit, key: undefined }),
    revision: 1,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
  };
  try {
    await parts.storage.actions.insert(row);
  } catch (error) {
    throw isPorinError(error) && error.code === 'already_exists' ? await taken(parts, caller, row) : error;
  }
  return row;
}

async function taken({ storage }: WriteParts, { tenantId }: Caller, row: SavedActionRow): Promise<PorinError> {
  const { key, layer, connectionId, integrationId, instanceKey } = row;
  const there = (await storage.actions.named(tenantId, key)).find(
    (other) =>
      other.layer === layer &&
      other.connectionId === connectionId &&
      other.integrationId === integrationId &&
      (layer !== 'universal' || other.app === row.app) &&
      other.instanceKey === instanceKey,
  );
  const place = layer === 'universal' ? 'the layer universal' : `this ${layer}`;
  return new PorinError(
    'already_exists',
    `There is an action with the key '${key}' on ${place}${there ? `: ${there.id}` : ''}`,
    {
      hint: `Choose another key with --key${there ? `, or change that one: porin action update ${there.id}` : ''}`,
    },
  );
}

export async function checkRoom(
  { library, storage }: WriteParts,
  { tenantId }: Caller,
  owner: Pick<Owner, 'tenantId'>,
): Promise<void> {
  const { heads } = await library.of(tenantId);
  const all = heads.filter((head) => head.tenantId === owner.tenantId);
  const live = all.filter(({ archivedAt }) => archivedAt === null).length;
  // Else archiving would make room for ever more of them.
  if (all.length - live > maxSaved)
    await storage.actions.deleteArchived(tenantId, owner.tenantId === null ? 'shared' : 'own', maxSaved);
  if (live < maxSaved) return;
  throw new PorinError('bad_request', `There are ${live} saved actions; no more than ${maxSaved} are kept`, {
    hint: 'Delete those that nobody needs: porin action list --layer connection shows them',
  });
}

/**
 * Changes an action, or, of one from a layer below the place that is named, makes a customised copy there. `whole` replaces what can be
 * edited, but for what no action is without: its key, name, type and configuration. Errors: `already_exists`; `access_denied`; `bad_request`; `conflict`.
 */
export async function change(
  parts: WriteParts,
  caller: Caller,
  { selector, scope, edit, whole }: Asked & { readonly edit: ActionEdit; readonly whole: boolean },
): Promise<SavedActionRow> {
  const found = await findAction(parts, caller, { selector, scope });
  const full = whole && isEdit(edit) ? replacing(edit) : edit;
  const layer = layerAsked(scope, found.place);
  if (found.row && (layer === undefined || nearness(found.row.layer) >= nearness(layer)))
    return update(parts, caller, found.row, (row) => {
      checkRevision(`The action ${row.id}`, row.revision, scope.revision);
      return changesOf(parts, caller, row, full);
    });
  if (layer === undefined) throw readOnly(found);
  // What is made here was nowhere before.
  checkRevision(`The action ${selector}`, 0, scope.revision);
  const origin = originOf(found);
  if (edit.key !== undefined && edit.key !== origin.content.key) {
    throw new PorinError('bad_request', `key: a copy that stands in place of '${origin.content.key}' has its key`, {
      hint: `porin action clone ${selector} makes an action with a key of its own`,
    });
  }
  const owner = await ownerAt(parts.catalog, caller, { layer, place: found.place, app: origin.app });
  const before = origin.content;
  return insert(parts, caller, { owner, before, edit: full, origin, instanceKey: scope.instanceKey });
}

async function changesOf(parts: WriteParts, caller: Caller, row: SavedActionRow, edit: ActionEdit) {
  if (edit.key !== undefined && edit.key !== row.key) checkKey(edit.key, parts.catalog.apps);
  const content = edited(
    originOf({ row, place: anywhere }).content,
    edit,
    await connectorOf(parts.catalog, caller, row.app),
  );
  await checkCode(parts.isolate, caller, edit.config === undefined && edit.type === undefined ? undefined : content);
  return { ...content, isCustomized: row.isCustomized || row.parentId !== null };
}

const anywhere: Place = { of: undefined, name: '' };

/** Changes a live row as it is by then, again when somebody else was quicker; without a patch it is as it is to be. */
export async function update(
  parts: WriteParts,
  caller: Caller,
  first: SavedActionRow,
  patchOf: (row: SavedActionRow) => Promise<SavedActionPatch> | SavedActionPatch | undefined,
): Promise<SavedActionRow> {
  checkMayChange(caller, first.layer);
  const { tenantId } = caller;
  let row: SavedActionRow | undefined = first;
  for (let attempt = 0; row && attempt < attempts; attempt++) {
    const { id, revision } = row;
    const patch = await patchOf(row);
    if (!patch) return row;
    if (row.archivedAt !== null) throw archivedAlready(row);
    const saved = await unlessChanged(() =>
      parts.storage.actions.update({ tenantId, id, revision }, { ...patch, updatedAt: parts.now() }),
    );
    if (saved) return saved;
    row = await parts.storage.actions.get(tenantId, id);
  }
  throw new PorinError('conflict', `The action ${first.id} is being changed by others`, {
    hint: 'Try again in a moment',
  });
}

export function readOnly(found: Found): PorinError {
  const name = found.row ? found.row.id : ownId(found);
  return new PorinError('bad_request', `${name} is the connector's own and cannot be changed`, {
    hint: 'Name connectionId, integrationId or layer=universal with a change: a copy there stands in its place',
  });
}

function archivedAlready({ id }: SavedActionRow): PorinError {
  return new PorinError('bad_request', `The action ${id} is archived and cannot be changed`, {
    hint: `porin action restore ${id} brings it back`,
  });
}

const editable = new Set<string>([...Object.keys(blank), 'key', 'name', 'type', 'config']);

/** True when it changes anything. */
function isEdit(edit: ActionEdit): boolean {
  return Object.entries(edit).some(([name, value]) => value !== undefined && editable.has(name));
}

/** The edit, and nothing in place of what it leaves out. */
function replacing(edit: ActionEdit): ActionEdit {
  const given = Object.entries(edit).filter(([, value]) => value !== undefined);
  return { ...blank, ...Object.fromEntries(given) };
}
