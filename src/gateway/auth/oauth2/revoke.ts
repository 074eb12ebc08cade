import type { ConnectionRow } from '../../../kernel/ports/storage.ts';
import type { Logger } from '../../../kernel/ports/telemetry.ts';
import { type ExchangeParts, exchanged, exchangeOf, oauth2OptionOf, opened } from './exchanges.ts';
import type { CredentialValues } from './tokens.ts';

export interface RevokeParts extends ExchangeParts {
  readonly logger: Logger;
}

/**
 * Tells the app that a connection's tokens are not wanted any more (RFC 7009); to be called before they are erased. Does nothing where
 * the app has no way to. A failure is logged: the account is disconnected here all the same.
 */
export async function revoke(parts: RevokeParts, row: ConnectionRow): Promise<void> {
  await best(parts, row, async () => {
    const sealed = await parts.storage.credentials.get(row.tenantId, row.id);
    if (sealed) await revokeValues(parts, row, opened(parts.vault, sealed));
  });
}

/** The same for tokens that were never stored. */
export async function revokeUnused(parts: RevokeParts, row: ConnectionRow, values: CredentialValues): Promise<void> {
  await best(parts, row, () => revokeValues(parts, row, values));
}

async function revokeValues(parts: RevokeParts, row: ConnectionRow, values: CredentialValues): Promise<void> {
  const option = await oauth2OptionOf(parts, row);
  if (option?.revokeUrl === undefined) return;
  const exchange = await exchangeOf(parts, row, option, values);
  // The refresh token first: many servers take its access tokens along.
  for (const kind of ['refresh_token', 'access_token'] as const) {
    const token = values[kind === 'refresh_token' ? 'refreshToken' : 'accessToken'];
    if (token === undefined) continue;
    await best(parts, row, () =>
      exchanged(parts, [token, exchange.client.secret], () => parts.requests.revoke(exchange, token, kind)),
    );
  }
}

async function best({ logger }: RevokeParts, { id }: ConnectionRow, attempt: () => Promise<void>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    logger.warn({ connectionId: id, error: String(error) }, 'tokens could not be revoked at the app');
  }
}
