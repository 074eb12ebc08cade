import { type Kysely, sql } from 'kysely';
import type { Tables } from '../schema.ts';

/** Links know the request that they were made for and the browser that uses them; requests are found by their connection. */
export async function boundLinks(db: Kysely<Tables>): Promise<void> {
  await db.schema.alterTable('connect_links').addColumn('request_id', 'text').execute();
  await db.schema.alterTable('connect_links').addColumn('browser_hash', 'text').execute();
  // Partial: what is over is not looked for by its connection.
  await sql`create index connect_requests_connection on connect_requests (connection_id)
    where status = 'pending'`.execute(db);
}
