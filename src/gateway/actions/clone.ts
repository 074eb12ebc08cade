import { isPorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { NewAction } from '../../kernel/ports/gateway-actions.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { findAction } from './find.ts';
import { reaches } from './nearest.ts';
import { type Origin, originOf } from './origin.ts';
import { checkMayChange, layerAsked, type Owner, ownerAt } from './owner.ts';
import { type Place, placeOf } from './place.ts';
import { type Asked, insert, type WriteParts } from './write.ts';

const maxNumbered = 20;

/** A copy with a key of its own; where the action itself is not, it may keep its key. */
export async function clone(
  parts: WriteParts,
  caller: Caller,
  { selector, scope, to }: Asked & { readonly to: NewAction },
): Promise<SavedActionRow> {
  // An id says enough; the place is that of the copy.
  const source = await findAction(parts, caller, { selector, scope: selector.startsWith('act_') ? {} : scope });
  const origin = originOf(source);
  const asked = to.connectionId ?? to.integrationId ?? to.app;
  const place = asked === undefined ? source.place : await placeOf(parts, caller.tenantId, to);
  const owner =
    asked === undefined && source.row
      ? beside(caller, source.row)
      : await ownerOfClone(parts, caller, { place, origin });
  const common = { owner, edit: to, origin, instanceKey: to.instanceKey };
  if (to.key !== undefined) return insert(parts, caller, { ...common, before: origin.content });
  const keepsKey = source.row !== undefined && !reaches(source.row, place);
  return insertUnder(parts, caller, { ...common, firstAttempt: keepsKey ? 0 : 1 });
}

function beside(caller: Caller, { layer, tenantId, connectionId, integrationId, app }: SavedActionRow): Owner {
  checkMayChange(caller, layer);
  return { layer, tenantId, connectionId, integrationId, app };
}

async function ownerOfClone(
  parts: WriteParts,
  caller: Caller,
  { place, origin }: { readonly place: Place; readonly origin: Origin },
) {
  const layer = layerAsked({}, place) ?? 'universal';
  return ownerAt(parts.catalog, caller, { layer, place, app: place.app ?? origin.app });
}

/** Under the first key like its origin's that nothing there has; where many are taken, one that nobody else makes. */
async function insertUnder(
  parts: WriteParts,
  caller: Caller,
  {
    firstAttempt,
    ...wanted
  }: Omit<Parameters<typeof insert>[2], 'before'> & {
    readonly origin: Origin;
    readonly firstAttempt: number;
  },
): Promise<SavedActionRow> {
  const { content } = wanted.origin;
  for (let attempt = firstAttempt; ; attempt++) {
    const key = attempt === 0 ? content.key : `${content.key.slice(0, 70)}-copy${endingOf(attempt)}`;
    try {
      return await insert(parts, caller, { ...wanted, before: { ...content, key } });
    } catch (error) {
      if (!isPorinError(error) || error.code !== 'already_exists' || attempt > maxNumbered) throw error;
    }
  }
}

function endingOf(attempt: number): string {
  if (attempt === 1) return '';
  return attempt <= maxNumbered ? `-${attempt}` : `-${newId('act').slice('act_'.length)}`;
}
