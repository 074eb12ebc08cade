import type { Secret } from '../secret.ts';
import type { SealedCredentials } from './storage.ts';

/** Seals and opens the secrets of a connection. Opened values live for one call and are never kept. */
export interface Vault {
  /** The master key in use. */
  readonly activeKeyId: string;
  /** Seals with a new random data key; tenant, connection, field and version are bound into every value. */
  seal(
    owner: { readonly tenantId: string; readonly connectionId: string; readonly version: number },
    fields: Readonly<Record<string, string>>,
  ): SealedCredentials;
  /**
   * Opens every field. Errors: `internal` when a value was tampered with or moved to another row,
   * `configuration` when its master key is not there.
   */
  open(sealed: SealedCredentials): Readonly<Record<string, Secret>>;
  /** The same credentials, their data key wrapped by the active master key. */
  rewrap(sealed: SealedCredentials): SealedCredentials;
}
