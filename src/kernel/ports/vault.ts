import type { Secret } from '../secret.ts';
import type { SealedCredentials } from './storage.ts';

/** Secrets that belong to no connection, as they lie in the database. */
export interface SealedSecret {
  /** What they belong to: a workspace (`ws_…`), an integration. */
  readonly ownerId: string;
  readonly keyId: string;
  readonly wrappedKey: string;
  readonly version: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a rotation of the master key reads of sealed rows, and writes to them. */
export interface Wrappings<T> {
  /** The master keys that wrap any. */
  keyIds(): Promise<readonly string[]>;
  /** Those not wrapped by this master key. */
  notWrappedBy(keyId: string, limit: number): Promise<readonly T[]>;
  /** Stores new wrappings; skips a row whose `version` or wrapping changed meanwhile. Returns how many. */
  rewrap(rows: readonly { readonly before: T; readonly after: T }[]): Promise<number>;
}

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
  /** The same for secrets that belong to no connection; owner, field and version are bound into every value. */
  sealSecret(
    owner: { readonly ownerId: string; readonly version: number },
    fields: Readonly<Record<string, string>>,
  ): SealedSecret;
  /** Errors: as `open`. */
  openSecret(sealed: SealedSecret): Readonly<Record<string, Secret>>;
  rewrapSecret(sealed: SealedSecret): SealedSecret;
}
