import type { Storage } from '../../kernel/ports/storage.ts';
import type { OAuthClientRow } from '../../kernel/ports/storage-identity.ts';
import { decodeOwnJson } from './codec.ts';
import type { Engine } from './engine.ts';

/** Programs that registered themselves. */
export function oauthClients({ db }: Engine): Storage['oauthClients'] {
  return {
    insert: async ({ id, name, redirectUris, createdAt }) => {
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
