import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import type { AfterSignIn } from '../../../kernel/ports/connect.ts';
import type { ConnectionRow, SealedCredentials, Storage } from '../../../kernel/ports/storage.ts';
import type { Vault } from '../../../kernel/ports/vault.ts';

const texts = z.record(z.string(), z.string());

const flowSecrets = z.object({
  redirectUri: z.string(),
  verifier: z.string().exactOptional(),
  /** The connect page's link, which a success uses up. */
  linkToken: z.string(),
  /** What was entered before the sign-in. */
  secrets: texts,
  fields: texts,
});

/** What the end of a flow needs to know, sealed while it is under way. */
export type FlowSecrets = z.infer<typeof flowSecrets>;

/** `AfterSignIn` as it is stored. */
export const afterSignIn = z.object({ requestId: z.string().exactOptional(), redirectUri: z.string().exactOptional() });

/** No credentials ever have this version, so a sealed flow can never pass for some. */
const flowVersion = 0;

export function sealFlow(vault: Vault, { tenantId, id }: ConnectionRow, flow: FlowSecrets): SealedCredentials {
  return vault.seal({ tenantId, connectionId: id, version: flowVersion }, { flow: JSON.stringify(flow) });
}

/** Errors: the vault's own. */
export function openFlow(vault: Vault, sealed: SealedCredentials): FlowSecrets {
  return flowSecrets.parse(JSON.parse(vault.open(sealed)['flow']?.reveal() ?? 'null'));
}

/**
 * Where the browser goes afterwards: what the request says, as its caller stored it. An address that came with the browser is never used.
 * Errors: `not_found` for a request that is not about this connection, or over.
 */
export async function afterOf(
  { connectRequests }: Pick<Storage, 'connectRequests'>,
  row: ConnectionRow,
  requestId: string | undefined,
): Promise<AfterSignIn> {
  if (requestId === undefined) return {};
  const request = await connectRequests.get(row.tenantId, requestId);
  if (request?.status !== 'pending' || (request.connectionId ?? row.id) !== row.id) {
    throw new PorinError('not_found', 'This request is not valid', { hint: 'It may be over, or about something else' });
  }
  const { redirectUri } = request.payload;
  return { requestId, ...(isWebAddress(redirectUri) ? { redirectUri } : {}) };
}

/** As `afterOf` stored it. */
export function afterStored(stored: unknown): AfterSignIn {
  return afterSignIn.parse(stored ?? {});
}

function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
