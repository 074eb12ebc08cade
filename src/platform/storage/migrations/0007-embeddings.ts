import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';

/** Vectors of texts, for ranking actions by a model. */
export async function embeddings(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('embeddings')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('vector', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('embeddings_key', ['model', 'digest'])
    .execute();
  await db.schema.createIndex('embeddings_age').on('embeddings').column('seen_at').execute();
}
