import type { Caller } from '../../kernel/ports/identity.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { misspeltOperators } from '../../platform/mapping/check.ts';
import { ownId } from './find.ts';
import { nearness, reaches } from './nearest.ts';
import { connectorsAt, placeOf } from './place.ts';
import type { WriteParts } from './write.ts';

/** What of a saved action its author may not have meant, though it can be meant. */
export function formulaWarnings({ config, outputMapping }: SavedActionRow): readonly string[] {
  return misspeltOperators({ config, outputMapping }).map(({ path, message }) => `${path}: ${message}`);
}

/** The actions of lower layers in whose place a new one stands; none for a copy, which was made for that. */
export async function shadowWarnings(
  parts: WriteParts,
  { tenantId }: Caller,
  row: SavedActionRow,
): Promise<readonly string[]> {
  if (row.parentId !== null || row.instanceKey !== null) return [];
  const { connectionId, integrationId, app } = row;
  const names = { connectionId: connectionId ?? undefined, integrationId: integrationId ?? undefined };
  const place = await placeOf(parts, tenantId, { ...names, app: app ?? undefined });
  const connectors = await connectorsAt(parts.catalog, tenantId, place);
  const own = connectors.flatMap((connector) => {
    const action = connector.actions.get(row.key);
    return action ? [ownId({ connector, action })] : [];
  });
  const { heads } = await parts.library.of(tenantId);
  const saved = heads.filter(
    (head) =>
      head.key === row.key &&
      head.archivedAt === null &&
      nearness(head.layer) < nearness(row.layer) &&
      reaches(head, place),
  );
  const below = [...saved.map(({ id }) => id), ...own];
  return below.length === 0 ? [] : [`key: '${row.key}' stands in place of ${below.join(', ')} from now on`];
}
