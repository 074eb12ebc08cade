import { type Client, readJson } from '../client/client.ts';
import { recordOf } from './flags.ts';

/** What a signed token is made for: a tenant by its key, a manager, or whoever asks. */
export interface SignedTokenWish {
  readonly tenantKey?: unknown;
  readonly isAdmin?: boolean | undefined;
  /** Seconds; the gateway's default when absent. */
  readonly expiresIn?: number;
}

/** The workspace of the gateway, as this scope sees it; nothing when it shows none. Errors: the gateway's. */
export async function workspaceOf(client: Client, scope?: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await client.raw({ method: 'GET', path: '/org-workspaces', ...scoped(scope) });
  const { items } = recordOf(await readJson(answer));
  return recordOf(Array.isArray(items) ? items[0] : undefined);
}

/** Has the gateway sign a token, and gives its answer. Errors: the gateway's. */
export async function signedToken(client: Client, wish: SignedTokenWish, scope?: string): Promise<unknown> {
  const { id } = await workspaceOf(client, scope);
  const answer = await client.raw({
    method: 'POST',
    path: `/org-workspaces/${encodeURIComponent(String(id ?? ''))}/access-token`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wish),
    ...scoped(scope),
  });
  return readJson(answer);
}

function scoped(scope: string | undefined): { readonly scope?: string } {
  return scope === undefined ? {} : { scope };
}
