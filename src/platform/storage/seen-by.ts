import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** True for rows of this tenant, and for those that its workspace shows to every tenant. */
export function seenBy(tenantId: string): RawBuilder<SqlBool> {
  const workspace = sql`(select t.workspace_id from tenants as t where t.id = ${tenantId})`;
  return sql<SqlBool>`workspace_id = ${workspace} and (tenant_id is null or tenant_id = ${tenantId})`;
}
