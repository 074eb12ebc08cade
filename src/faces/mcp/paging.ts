import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Session } from './session.ts';

const pageSize = 100;

/** A page of a list that is in memory. Errors: -32602 for a cursor that this list did not give to this tenant at this address. */
export function pageOf<T>(
  { signatures, caller, surface }: Session,
  purpose: string,
  { items, cursor }: { readonly items: readonly T[]; readonly cursor: string | undefined },
): { readonly page: readonly T[]; readonly next: { readonly nextCursor?: string } } {
  const scope = `${caller.tenantId} ${surface.app ?? ''}`;
  const opened = cursor === undefined ? `0 ${scope}` : (signatures.open(purpose, cursor) ?? '');
  const start = Number(opened.slice(0, opened.indexOf(' ')));
  if (opened !== `${start} ${scope}`) {
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      'Invalid cursor: this list did not give it. Begin again without one',
    );
  }
  const end = start + pageSize;
  const next = end < items.length ? { nextCursor: signatures.sign(purpose, `${end} ${scope}`) } : {};
  return { page: items.slice(start, end), next };
}
