import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** True for rows of this tenant, and for those that its workspace shows to every tenant. */
export function seenBy(tenantId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`workspace_id = ${workspaceOf(tenantId)} and (tenant_id is null or ${ownOf(tenantId)})`;
}

/** True for the rows that its workspace shows to every tenant. Apart from its own each has an index in the order of a list. */
export function sharedWith(tenantId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`workspace_id = ${workspaceOf(tenantId)} and tenant_id is null`;
}

/** True for rows of this tenant. */
export function ownOf(tenantId: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`tenant_id = ${tenantId}`;
}

function workspaceOf(tenantId: string): RawBuilder<string> {
  return sql`(select t.workspace_id from tenants as t where t.id = ${tenantId})`;
}
