import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { checkRevision } from '../../kernel/seen-revision.ts';
import { type Found, findAction, findArchived, ownId } from './find.ts';
import { nearness } from './nearest.ts';
import { originOf } from './origin.ts';
import { checkMayChange, layerAsked } from './owner.ts';
import { type Asked, checkRoom, parentOf, readOnly, update, type WriteParts } from './write.ts';

/** Takes an action away, until it is restored. */
export async function archive(parts: WriteParts, caller: Caller, asked: Asked): Promise<SavedActionRow> {
  const { row } = await savedThere(parts, caller, asked, notDeleted);
  return putAway(parts, caller, row, asked.scope.revision);
}

/** One that is away by then stays as it is, whoever was quicker. */
function putAway(parts: WriteParts, caller: Caller, row: SavedActionRow, seen?: string): Promise<SavedActionRow> {
  return update(parts, caller, row, ({ id, revision, archivedAt }) => {
    if (archivedAt !== null) return undefined;
    checkRevision(`The action ${id}`, revision, seen);
    return { archivedAt: parts.now() };
  });
}

/** A saved one on the layer that was asked for. Errors: `bad_request` for a connector's own, and for one from a layer below. */
async function savedThere(parts: WriteParts, caller: Caller, asked: Asked, refusal: (found: Found) => PorinError) {
  const found = await findAction(parts, caller, asked);
  if (!found.row) throw refusal(found);
  const layer = layerAsked(asked.scope, found.place);
  if (layer === undefined || nearness(found.row.layer) >= nearness(layer))
    return { row: found.row, place: found.place };
  throw new PorinError(
    'bad_request',
    `The action ${found.row.id} is not on ${found.place.name}, but on the layer ${found.row.layer}`,
    {
      hint: `Name it by its id alone to mean it everywhere: ${found.row.id}`,
    },
  );
}

/** Brings an archived action back. Errors: `already_exists` when its key is in use by then. */
export async function restore(parts: WriteParts, caller: Caller, asked: Asked): Promise<SavedActionRow> {
  const row = (await findArchived(parts, caller, asked)) ?? (await savedThere(parts, caller, asked, readOnly)).row;
  checkMayChange(caller, row.layer);
  if (row.archivedAt === null) return row;
  await checkOwner(parts, caller, row);
  await checkRoom(parts, caller, row);
  const { tenantId } = caller;
  const patch = { archivedAt: null, updatedAt: parts.now() };
  return (await parts.storage.actions.update({ tenantId, id: row.id }, patch)) ?? row;
}

async function checkOwner({ storage }: WriteParts, { tenantId }: Caller, row: SavedActionRow): Promise<void> {
  const { connectionId, integrationId } = row;
  const owner =
    connectionId !== null
      ? await storage.connections.get(tenantId, connectionId)
      : integrationId !== null
        ? await storage.integrations.get(integrationId)
        : undefined;
  if (!owner || owner.archivedAt === null) return;
  throw new PorinError('bad_request', `The ${row.layer} ${owner.id} of the action is archived`, {
    hint: `Restore that first: POST /${row.layer}s/${owner.id}/restore`,
  });
}

/** Takes an action back to what its parent is. A copy that stands in its parent's place goes away instead: `isGone`. */
export async function reset(
  parts: WriteParts,
  caller: Caller,
  asked: Asked,
): Promise<{ readonly row: SavedActionRow; readonly isGone: boolean }> {
  const { row } = await savedThere(parts, caller, asked, notCustomised);
  checkMayChange(caller, row.layer);
  if (row.parentId === null) {
    throw new PorinError(
      'bad_request',
      `The action ${row.id} was made from no other, so there is nothing to go back to`,
      {
        hint: `porin action delete ${row.id} takes it away`,
      },
    );
  }
  const parent = await standingParent(parts, caller, row, row.parentId);
  const { content } = originOf(parent);
  if (content.key === row.key && isBelow(parent, row)) {
    const gone = await putAway(parts, caller, row);
    return { row: { ...gone, parentId: originOf(parent).id }, isGone: true };
  }
  const saved = await update(parts, caller, row, ({ key }) => ({
    ...content,
    key,
    parentId: originOf(parent).id,
    isCustomized: false,
  }));
  return { row: saved, isGone: false };
}

/** The parent, or what that was made from when it went away itself. Errors: `not_found`; `bad_request` when none of them is left. */
async function standingParent(
  parts: WriteParts,
  caller: Caller,
  row: SavedActionRow,
  parentId: string,
): Promise<Found> {
  const parent = await parentOf(parts, caller, parentId).catch((cause: unknown) => {
    throw isPorinError(cause) && cause.code === 'not_found' ? noParent(row, cause) : cause;
  });
  if (!parent.row || parent.row.archivedAt === null) return parent;
  if (parent.row.parentId !== null) return standingParent(parts, caller, row, parent.row.parentId);
  throw new PorinError('bad_request', `The action ${parentId}, which ${row.id} was made from, is archived`, {
    hint: `porin action restore ${parentId} brings it back; porin action update ${row.id} changes this one as it is`,
  });
}

function notDeleted(found: Found): PorinError {
  if (found.row || found.place.of === undefined) return readOnly(found);
  const { connectionId, integrationId } = found.place;
  const place = connectionId === undefined ? `--integrationId=${integrationId}` : `--connectionId=${connectionId}`;
  return new PorinError('bad_request', `${ownId(found)} is the connector's own and cannot be deleted`, {
    hint: `To refuse its runs there: porin action update ${found.action.key} ${place} --data '{"isDeactivated": true}'`,
  });
}

function notCustomised(found: Found): PorinError {
  if (found.row || found.place.of === undefined) return readOnly(found);
  const message = `${ownId(found)} is not customised on ${found.place.name}, so there is nothing to go back from`;
  return new PorinError('bad_request', message, { hint: 'It is as the connector has it: nothing has to be done' });
}

function isBelow({ row: parent }: Found, { layer }: SavedActionRow): boolean {
  return parent === undefined || nearness(parent.layer) < nearness(layer);
}

/** A connector may have lost it since, and another tenant's is not there for this one. */
function noParent({ id, parentId }: SavedActionRow, cause: PorinError): PorinError {
  return new PorinError('not_found', `The action ${parentId}, which ${id} was made from, is not there`, {
    hint: `porin action update ${id} changes it as it is; porin action delete ${id} takes it away`,
    cause,
  });
}
