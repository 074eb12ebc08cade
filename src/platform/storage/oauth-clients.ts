import { sql } from 'kysely';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { OAuthClientRow } from '../../kernel/ports/storage-identity.ts';
import { decodeOwnJson } from './codec.ts';
import type { Engine } from './engine.ts';

const unusedLifeMs = 30 * 24 * 60 * 60_000;

/** Nobody allowed it anything, and no request of it is kept. */
const isUnused = sql<boolean>`(not exists (select 1 from grants where grants.client_id = oauth_clients.id)
  and not exists (select 1 from oauth_requests where oauth_requests.client_id = oauth_clients.id))`;

/** Programs that registered themselves. */
export function oauthClients({ db }: Engine): Storage['oauthClients'] {
  return {
    insert: async ({ id, name, redirectUris, createdAt }) => {
      // Whoever registers and then asks for nothing leaves a row that nobody else would ever remove.
      await db
        .deleteFrom('oauth_clients')
        .where('created_at', '<=', createdAt - unusedLifeMs)
        .where(isUnused)
        .execute();
      const values = { id, name, redirect_uris: JSON.stringify(redirectUris), created_at: createdAt };
      await db.insertInto('oauth_clients').values(values).execute();
    },
    get: async (id) => {
      const row = await db.selectFrom('oauth_clients').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      const redirectUris = decodeOwnJson<OAuthClientRow['redirectUris']>(row.redirect_uris);
      return { id, name: row.name, redirectUris, createdAt: row.created_at };
    },
  };
}
