import type { SearchStorage } from '../../kernel/ports/storage-search.ts';
import { deleteOldest } from './delete-oldest.ts';
import type { Engine } from './engine.ts';

/** Short enough that nobody notices the moment in which SQLite holds up the process. */
const statementRows = 200;
/** How exactly it is known when one was used; noting each use would make every reading a writing. */
const seenWithinMs = 24 * 3_600_000;

/** Vectors of texts. */
export function embeddings({ db }: Engine): SearchStorage['embeddings'] {
  return {
    async get(model, digests, now) {
      const found = new Map<string, Int8Array>();
      for (const some of portions(digests)) {
        const own = db.selectFrom('embeddings').where('model', '=', model).where('digest', 'in', some);
        const rows = await own.select(['digest', 'vector', 'seen_at']).execute();
        for (const { digest, vector } of rows) found.set(digest, Int8Array.from(Buffer.from(vector, 'base64')));
        const unnoted = rows.filter(({ seen_at }) => Number(seen_at) < now - seenWithinMs);
        if (unnoted.length === 0) continue;
        await db
          .updateTable('embeddings')
          .set({ seen_at: now })
          .where('model', '=', model)
          .where(
            'digest',
            'in',
            unnoted.map(({ digest }) => digest),
          )
          .execute();
      }
      return found;
    },
    async put(model, rows, now) {
      for (const some of portions(rows)) {
        const records = some.map(({ digest, vector }) => ({
          model,
          digest,
          vector: Buffer.from(vector).toString('base64'),
          seen_at: now,
        }));
        await db
          .insertInto('embeddings')
          .values(records)
          .onConflict((conflict) =>
            conflict
              .columns(['model', 'digest'])
              .doUpdateSet(({ ref }) => ({ vector: ref('excluded.vector'), seen_at: ref('excluded.seen_at') })),
          )
          .execute();
      }
    },
    deleteUnseen: (seenBefore, limit) =>
      deleteOldest(db, { table: 'embeddings', by: 'seen_at', before: seenBefore, limit }),
  };
}

function* portions<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += statementRows) yield rows.slice(start, start + statementRows);
}
