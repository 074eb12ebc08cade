import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';
import type { SealedCredentials } from '../../kernel/ports/storage.ts';
import type { SealedSecret, Vault } from '../../kernel/ports/vault.ts';
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

/** What is alike in everything sealed. */
type Sealed = Pick<SealedCredentials, 'keyId' | 'wrappedKey' | 'fields'>;

/** What a sealed row is bound to: it opens nowhere else. */
interface Binding {
  /** Whose it is, as an error says it. */
  readonly whose: string;
  readonly wrapData: Buffer;
  fieldData(name: string): Buffer;
}

/** A sealed row with its base64 decoded; nothing in it is secret. */
interface Decoded {
  readonly binding: Binding;
  readonly wrappedKey: SealedParts | undefined;
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
  return {
    keyStore: keys,
    get activeKeyId() {
      return keys.active().id;
    },
    ...credentialsWith(keys),
    ...secretsWith(keys),
  };
}

function credentialsWith(keys: KeyStore): Pick<Vault, 'seal' | 'open' | 'rewrap'> {
  const open = opener<SealedCredentials>(keys, credentialsBinding);
  return {
    seal: ({ tenantId, connectionId, version }, fields) => {
      const owner = { tenantId, connectionId, version };
      return { ...owner, ...seal(keys, credentialsBinding(owner), fields) };
    },
    open,
    rewrap: (sealed) => ({ ...sealed, ...rewrap(keys, sealed, credentialsBinding(sealed)) }),
  };
}

function secretsWith(keys: KeyStore): Pick<Vault, 'sealSecret' | 'openSecret' | 'rewrapSecret'> {
  const openSecret = opener<SealedSecret>(keys, secretBinding);
  return {
    sealSecret: ({ ownerId, version }, fields) => {
      const owner = { ownerId, version };
      return { ...owner, ...seal(keys, secretBinding(owner), fields) };
    },
    openSecret,
    rewrapSecret: (sealed) => ({ ...sealed, ...rewrap(keys, sealed, secretBinding(sealed)) }),
  };
}

function credentialsBinding({
  tenantId,
  connectionId,
  version,
}: Pick<SealedCredentials, 'tenantId' | 'connectionId' | 'version'>): Binding {
  return {
    whose: `connection ${connectionId}`,
    wrapData: associatedData('porin data key', tenantId, connectionId, String(version)),
    fieldData: (name) => associatedData('porin field', tenantId, connectionId, name, String(version)),
  };
}

// Texts of its own, so that a connection's row does not open as an owner's, or the other way round.
function secretBinding({ ownerId, version }: Pick<SealedSecret, 'ownerId' | 'version'>): Binding {
  return {
    whose: ownerId,
    wrapData: associatedData('porin secret data key', ownerId, String(version)),
    fieldData: (name) => associatedData('porin secret field', ownerId, name, String(version)),
  };
}

function opener<Row extends Sealed>(
  keys: KeyStore,
  bindingOf: (row: Row) => Binding,
): (row: Row) => Readonly<Record<string, Secret>> {
  // Keyed by the object that the caller holds, so it lives as long as the caller's own cache of sealed rows.
  const decoded = new WeakMap<Row, Decoded>();
  return (row) => {
    const parts = decoded.get(row) ?? decode(row, bindingOf(row));
    decoded.set(row, parts);
    return open(keys, row.keyId, parts);
  };
}

function seal(keys: KeyStore, binding: Binding, fields: Readonly<Record<string, string>>): Sealed {
  const { id, key } = keys.active();
  const dataKey = randomBytes(dataKeyBytes);
  const sealedFields = Object.entries(fields).map(([name, value]) => {
    const sealed = sealBytes(dataKey, Buffer.from(value, 'utf8'), binding.fieldData(name));
    return [name, sealed.toString('base64')];
  });
  const wrappedKey = sealBytes(key, dataKey, binding.wrapData).toString('base64');
  dataKey.fill(0);
  return { keyId: id, wrappedKey, fields: Object.fromEntries(sealedFields) };
}

function open(keys: KeyStore, keyId: string, parts: Decoded): Readonly<Record<string, Secret>> {
  const dataKey = unwrap(keys, keyId, parts);
  const secrets: [name: string, secret: Secret][] = [];
  for (const { name, value, data } of parts.fields) {
    const plain = openBytes(dataKey, value, data);
    if (!plain) {
      dataKey.fill(0);
      throw tampered(parts.binding, `field '${name}'`);
    }
    secrets.push([name, new Secret(plain.toString('utf8'))]);
    plain.fill(0);
  }
  dataKey.fill(0);
  // Not by assignment: a field may be named '__proto__'.
  return Object.fromEntries(secrets);
}

function rewrap(keys: KeyStore, sealed: Sealed, binding: Binding): Pick<Sealed, 'keyId' | 'wrappedKey'> {
  const dataKey = unwrap(keys, sealed.keyId, decode({ ...sealed, fields: {} }, binding));
  const { id, key } = keys.active();
  const wrappedKey = sealBytes(key, dataKey, binding.wrapData).toString('base64');
  dataKey.fill(0);
  return { keyId: id, wrappedKey };
}

function unwrap(keys: KeyStore, keyId: string, { binding, wrappedKey }: Decoded): Buffer {
  const key = keys.find(keyId);
  if (!key) {
    throw new PorinError(
      'configuration',
      `The credentials of ${binding.whose} need the master key ${keyId}, which is not there`,
      {
        hint: 'Add that key to PORIN_VAULT_KEY_PREVIOUS, or restore the key file from a backup',
      },
    );
  }
  const dataKey = openBytes(key, wrappedKey, binding.wrapData);
  if (dataKey?.length !== dataKeyBytes) throw tampered(binding, 'data key');
  return dataKey;
}

function decode(sealed: Sealed, binding: Binding): Decoded {
  return {
    binding,
    wrappedKey: partsOf(Buffer.from(sealed.wrappedKey, 'base64')),
    fields: Object.entries(sealed.fields).map(([name, value]) => ({
      name,
      value: partsOf(Buffer.from(value, 'base64')),
      data: binding.fieldData(name),
    })),
  };
}

function tampered({ whose }: Binding, what: string): PorinError {
  return new PorinError('internal', `The ${what} of ${whose} was changed or belongs to another row`, {
    hint: `Enter the credentials of ${whose} again`,
  });
}
