const lifetimeSeconds = 3600;

/** Signs a token with a workspace's secret, for a tenant or, without one, for its manager; what the official SDK does, too. */
export function signToken(
  workspace: { readonly key: string; readonly secret: string },
  tenantKey: string | undefined,
  now: number,
): string {
  const { createHmac } = process.getBuiltinModule('node:crypto');
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const who =
    tenantKey === undefined ? { workspaceKey: workspace.key, isAdmin: true } : { id: tenantKey, iss: workspace.key };
  const claims = { ...who, exp: Math.floor(now / 1000) + lifetimeSeconds };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', workspace.secret).update(signed).digest('base64url')}`;
}
