import type { SealedCredentials } from '../../kernel/ports/storage.ts';
import type { ConnectFlowRow, ConnectStorage } from '../../kernel/ports/storage-connect.ts';
import { decodeJson, decodeOwnJson, encodeJson } from './codec.ts';
import type { Engine } from './engine.ts';
import type { ConnectFlowsTable } from './schema-connect.ts';
import { checkedHash } from './stored-hash.ts';

/** Sign-ins at apps that are under way, by the hash of their `state`; each is taken once. */
export function connectFlows({ db }: Engine): ConnectStorage['connectFlows'] {
  return {
    insert: async (row) => {
      // Here, because nothing else touches this table regularly.
      await db.deleteFrom('connect_flows').where('expires_at', '<=', row.createdAt).execute();
      await db.insertInto('connect_flows').values(toRecord(row)).execute();
    },
    take: async (hash) => {
      const row = await db.deleteFrom('connect_flows').where('hash', '=', hash).returningAll().executeTakeFirst();
      return row && toFlow(row);
    },
  };
}

function toRecord(row: ConnectFlowRow): ConnectFlowsTable {
  return {
    hash: checkedHash(row.hash, 'A sign-in at an app'),
    tenant_id: row.tenantId,
    connection_id: row.connectionId,
    auth_option: row.authOption,
    browser_hash: checkedHash(row.browserHash, 'The browser of a sign-in'),
    sealed: JSON.stringify(row.sealed),
    after: encodeJson(row.after),
    created_at: row.createdAt,
    expires_at: row.expiresAt,
  };
}

function toFlow(row: ConnectFlowsTable): ConnectFlowRow {
  return {
    hash: row.hash,
    tenantId: row.tenant_id,
    connectionId: row.connection_id,
    authOption: row.auth_option,
    browserHash: row.browser_hash,
    sealed: decodeOwnJson<SealedCredentials>(row.sealed),
    after: decodeJson(row.after),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
