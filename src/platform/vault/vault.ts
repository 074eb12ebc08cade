import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';
import type { SealedCredentials } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { Secret } from '../../kernel/secret.ts';
import { createKeyFile, keyFileExists } from './key-file.ts';
import { environmentKeys, fileKeys, type KeyStore } from './key-store.ts';
import { associatedData, openBytes, partsOf, type SealedParts, sealBytes } from './sealing.ts';

export interface VaultOptions {
  readonly dataDir: string;
  /** 32 random bytes in base64, from PORIN_VAULT_KEY; without it the key file is used. */
  readonly key?: string | undefined;
  /** Keys that older credentials may still be wrapped with; only with `key`. */
  readonly previousKeys?: readonly string[] | undefined;
  /** Instead of `<dataDir>/vault.key`. */
  readonly keyFile?: string | undefined;
  /** Refuse to make a new key, because credentials exist that it could not open. */
  readonly mustExist?: boolean | undefined;
  /** Ids of the master keys that wrap the stored credentials: when none of them is there, the key is the wrong one. */
  readonly neededKeys?: readonly string[] | undefined;
}

/** A vault, and the keys behind it for a rotation. */
export interface OpenVault extends Vault {
  readonly keyStore: KeyStore;
}

type Owner = Pick<SealedCredentials, 'tenantId' | 'connectionId' | 'version'>;

/** Sealed credentials with their base64 decoded; nothing in it is secret. */
interface Decoded {
  readonly wrappedKey: SealedParts | undefined;
  readonly wrapData: Buffer;
  readonly fields: readonly { readonly name: string; readonly value: SealedParts | undefined; readonly data: Buffer }[];
}

const dataKeyBytes = 32;

/**
 * Opens the vault with the key of the environment, or with the key file, which is made once.
 * Errors: `configuration` when a key is missing, weak, damaged, open to other users, or opens none of the stored credentials.
 */
export async function openVault(options: VaultOptions): Promise<OpenVault> {
  const keyStore =
    options.key === undefined ? ownKeyFile(options) : environmentKeys(options.key, options.previousKeys ?? []);
  refuseWrongKey(keyStore, options.neededKeys ?? []);
  return vaultWith(keyStore);
}

function refuseWrongKey(keys: KeyStore, needed: readonly string[]): void {
  if (needed.length === 0 || needed.some((id) => keys.find(id))) return;
  throw new PorinError(
    'configuration',
    `The vault's master key is ${keys.active().id}, but the stored credentials need ${needed.slice(0, 5).join(', ')}`,
    {
      hint: 'Set PORIN_VAULT_KEY or PORIN_VAULT_KEY_PREVIOUS to that key, or restore the key file from a backup',
    },
  );
}

function ownKeyFile({ dataDir, keyFile, mustExist, neededKeys = [] }: VaultOptions): KeyStore {
  const path = keyFile ?? join(dataDir, 'vault.key');
  if (!keyFileExists(path)) {
    if (mustExist || neededKeys.length > 0) {
      throw new PorinError('configuration', `The key file ${path} is gone, but there are credentials that need it`, {
        hint: 'Restore the file from a backup, or set PORIN_VAULT_KEY to the key',
      });
    }
    createKeyFile(path);
  }
  return fileKeys(path);
}

function vaultWith(keys: KeyStore): OpenVault {
  // Keyed by the object that the caller holds, so it lives as long as the caller's own cache of sealed rows.
  const decoded = new WeakMap<SealedCredentials, Decoded>();
  return {
    keyStore: keys,
    get activeKeyId() {
      return keys.active().id;
    },
    seal: (owner, fields) => seal(keys, owner, fields),
    open: (sealed) => {
      const parts = decoded.get(sealed) ?? decode(sealed);
      decoded.set(sealed, parts);
      return open(keys, sealed, parts);
    },
    rewrap: (sealed) => {
      const dataKey = unwrap(keys, sealed, partsOf(Buffer.from(sealed.wrappedKey, 'base64')), wrapData(sealed));
      const { id, key } = keys.active();
      const wrappedKey = sealBytes(key, dataKey, wrapData(sealed)).toString('base64');
      dataKey.fill(0);
      return { ...sealed, keyId: id, wrappedKey };
    },
  };
}

function seal(keys: KeyStore, owner: Owner, fields: Readonly<Record<string, string>>): SealedCredentials {
  const { id, key } = keys.active();
  const dataKey = randomBytes(dataKeyBytes);
  const sealedFields = Object.entries(fields).map(([name, value]) => {
    const sealed = sealBytes(dataKey, Buffer.from(value, 'utf8'), fieldData(owner, name));
    return [name, sealed.toString('base64')];
  });
  const wrappedKey = sealBytes(key, dataKey, wrapData(owner)).toString('base64');
  dataKey.fill(0);
  const { tenantId, connectionId, version } = owner;
  return { tenantId, connectionId, version, keyId: id, wrappedKey, fields: Object.fromEntries(sealedFields) };
}

function open(keys: KeyStore, sealed: SealedCredentials, parts: Decoded): Readonly<Record<string, Secret>> {
  const dataKey = unwrap(keys, sealed, parts.wrappedKey, parts.wrapData);
  const secrets: Record<string, Secret> = {};
  for (const { name, value, data } of parts.fields) {
    const plain = openBytes(dataKey, value, data);
    if (!plain) {
      dataKey.fill(0);
      throw tampered(sealed, `field '${name}'`);
    }
    secrets[name] = new Secret(plain.toString('utf8'));
    plain.fill(0);
  }
  dataKey.fill(0);
  return secrets;
}

function unwrap(keys: KeyStore, sealed: SealedCredentials, wrappedKey: SealedParts | undefined, data: Buffer): Buffer {
  const key = keys.find(sealed.keyId);
  if (!key) {
    throw new PorinError(
      'configuration',
      `The credentials of ${sealed.connectionId} need the master key ${sealed.keyId}, which is not there`,
      {
        hint: 'Add that key to PORIN_VAULT_KEY_PREVIOUS, or restore the key file from a backup',
      },
    );
  }
  const dataKey = openBytes(key, wrappedKey, data);
  if (dataKey?.length !== dataKeyBytes) throw tampered(sealed, 'data key');
  return dataKey;
}

function decode(sealed: SealedCredentials): Decoded {
  return {
    wrappedKey: partsOf(Buffer.from(sealed.wrappedKey, 'base64')),
    wrapData: wrapData(sealed),
    fields: Object.entries(sealed.fields).map(([name, value]) => ({
      name,
      value: partsOf(Buffer.from(value, 'base64')),
      data: fieldData(sealed, name),
    })),
  };
}

function wrapData({ tenantId, connectionId, version }: Owner): Buffer {
  return associatedData('porin data key', tenantId, connectionId, String(version));
}

function fieldData({ tenantId, connectionId, version }: Owner, name: string): Buffer {
  return associatedData('porin field', tenantId, connectionId, name, String(version));
}

function tampered(sealed: SealedCredentials, what: string): PorinError {
  return new PorinError(
    'internal',
    `The ${what} of connection ${sealed.connectionId} was changed or belongs to another row`,
    {
      hint: 'Enter the credentials of this connection again',
    },
  );
}
