import type { Caller } from '../../kernel/ports/identity.ts';

/** Who asks, whatever token it holds at present: what it asked for is its own. Within a tenant; those that sign tokens elsewhere are one. */
export function principalOf({ loginId, tokenId, isOwner }: Caller): string {
  if (loginId !== undefined) return `login:${loginId}`;
  if (tokenId !== undefined) return `token:${tokenId}`;
  return isOwner ? 'owner' : 'signed';
}

/** Who asks, as people know it. */
export function nameOf({ clientName, tokenName, isOwner, tenantKey }: Caller): string {
  if (clientName !== undefined && clientName !== '') return clientName;
  if (tokenName !== undefined && tokenName !== '') return `token “${tokenName}”`;
  return isOwner ? "the owner's command line on the gateway's machine" : `a token signed for ${tenantKey}`;
}
