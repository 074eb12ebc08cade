import { randomBytes } from 'node:crypto';
import { PorinError } from '../../kernel/errors.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import type { Secret } from '../../kernel/secret.ts';

/** What the tokens of a workspace are signed with: one text, sealed in the database, opened for one call. */
export interface WorkspaceSecret {
  /** Makes it at the first start; nodes that start at once agree on one. */
  ensure(workspaceId: string): Promise<void>;
  open(workspaceId: string): Promise<Secret>;
  /** Replaces it; every node hears of it. */
  rotate(workspaceId: string): Promise<Secret>;
}

const field = 'secret';

export function createWorkspaceSecret(secrets: Storage['secrets'], vault: Vault): WorkspaceSecret {
  const fresh = (ownerId: string, version: number) =>
    vault.sealSecret({ ownerId, version }, { [field]: randomBytes(32).toString('base64url') });

  async function stored(ownerId: string) {
    return (await secrets.get(ownerId)) ?? secrets.putIfAbsent(fresh(ownerId, 1));
  }

  function opened(sealed: Awaited<ReturnType<typeof stored>>): Secret {
    const secret = vault.openSecret(sealed)[field];
    if (!secret) throw new PorinError('internal', `The secret of ${sealed.ownerId} has no value`);
    return secret;
  }

  return {
    async ensure(workspaceId) {
      await stored(workspaceId);
    },
    open: async (workspaceId) => opened(await stored(workspaceId)),
    async rotate(workspaceId) {
      const sealed = fresh(workspaceId, (await stored(workspaceId)).version + 1);
      await secrets.put(workspaceId, sealed);
      return opened(sealed);
    },
  };
}
