import { PorinError } from '../../kernel/errors.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { ConnectRequestRow } from '../../kernel/ports/storage-connect.ts';

/** What the page behind a connection request, or a browser's flow, reports. */

type Requests = { readonly storage: Pick<Storage, 'connectRequests'>; readonly now: () => number };
type RequestRef = Pick<ConnectRequestRow, 'tenantId' | 'id'>;

/** The request that a page belongs to, while it can be answered. Errors: `not_found` when it is unknown, over, too old or not of this tenant, all alike. */
export async function openRequest(
  { storage, now }: Requests,
  id: string,
  tenantId?: string,
): Promise<ConnectRequestRow> {
  const row = await storage.connectRequests.byId(id);
  const isTheirs = row !== undefined && (tenantId === undefined || tenantId === row.tenantId);
  if (isTheirs && row.status === 'pending' && row.expiresAt > now()) return row;
  throw new PorinError('not_found', 'This request is not valid', {
    hint: 'It may be answered, cancelled, expired or mistyped; whoever asked can make another',
  });
}

/** Notes which connection a page works on, so that opening it again goes on with the same one. */
export async function noteConnection(parts: Requests, request: RequestRef, connectionId: string): Promise<boolean> {
  return patch(parts, request, { connectionId });
}

/** It cannot be connected. False when the request was over already: nothing changes then, here and below. What callers see of the error: no secrets. */
export async function failRequest(parts: Requests, request: RequestRef, error: PorinError): Promise<boolean> {
  return patch(parts, request, { status: 'error', resultError: error.toBody() });
}

/** The person declined, or the caller took it back. */
export async function cancelRequest(parts: Requests, request: RequestRef): Promise<boolean> {
  return patch(parts, request, { status: 'cancelled' });
}

async function patch(
  { storage, now }: Requests,
  { tenantId, id }: RequestRef,
  change: Parameters<Storage['connectRequests']['patch']>[2],
): Promise<boolean> {
  const row = await storage.connectRequests.get(tenantId, id);
  if (!row || row.expiresAt <= now()) return false;
  return (await storage.connectRequests.patch(tenantId, id, change)) !== undefined;
}
