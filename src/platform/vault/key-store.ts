import type { KeyObject } from 'node:crypto';
import { PorinError } from '../../kernel/errors.ts';
import { type KeyFileContent, keyFileVersion, readKeyFile, replaceKeyFile } from './key-file.ts';
import { type MasterKey, newMasterKey, parseMasterKey } from './master-key.ts';

/** Where the master keys come from. */
export interface KeyStore {
  /** Every new wrapping is made with this one. */
  active(): MasterKey;
  /** Undefined when the key is not there. */
  find(id: string): KeyObject | undefined;
  /** How a rotation gets a new key; absent where somebody else hands the keys out, as the environment does. */
  readonly own?: OwnKeys;
}

/** Keys that this program makes and drops by itself. */
export interface OwnKeys {
  /** Keys that are kept only because credentials may still need them. */
  retiring(): readonly string[];
  /** Makes a new key and makes it the active one; durable when it returns. */
  add(): MasterKey;
  /** Drops keys that nothing needs any more; durable when it returns. */
  retire(ids: readonly string[]): void;
}

/** Keys handed over in the environment: the current one, and those that older credentials were wrapped with. */
export function environmentKeys(key: string, previousKeys: readonly string[]): KeyStore {
  const current = parseMasterKey(key, 'PORIN_VAULT_KEY');
  const previous = previousKeys.map((text, index) =>
    parseMasterKey(text, `PORIN_VAULT_KEY_PREVIOUS (key ${index + 1})`),
  );
  const keys = new Map([...previous, current].map(({ id, key: object }) => [id, object]));
  return { active: () => current, find: (id) => keys.get(id) };
}

/** Longer than any run: one that began before a rotation has credentials that the old key wraps. */
const keptInMemoryMs = 15 * 60_000;

/** Keys in a file of this machine. A key that the file no longer has is still found for 15 minutes. The file is read again when it was replaced, so that a rotation by another process is seen. */
export function fileKeys(path: string): KeyStore {
  let version = keyFileVersion(path);
  let content = readKeyFile(path);
  const retired = new Map<string, KeyObject>();
  const take = (next: KeyFileContent, nextVersion: string): void => {
    for (const { id, key } of content.keys.values()) {
      if (next.keys.has(id)) continue;
      retired.set(id, key);
      setTimeout(() => retired.delete(id), keptInMemoryMs).unref();
    }
    content = next;
    version = nextVersion;
  };
  const refresh = (): void => {
    // Asked before the file is read: what changes in between is seen the next time.
    const current = keyFileVersion(path);
    if (current !== version) take(readKeyFile(path), current);
  };
  const replace = (next: KeyFileContent): void => {
    replaceKeyFile(path, next);
    take(next, keyFileVersion(path));
  };
  return {
    active: () => {
      refresh();
      return activeKey(content, path);
    },
    find: (id) => {
      if (!content.keys.has(id)) refresh();
      return content.keys.get(id)?.key ?? retired.get(id);
    },
    own: {
      retiring: () => [...content.keys.keys()].filter((id) => id !== content.activeId),
      add: () => {
        refresh();
        const added = newMasterKey();
        replace({ activeId: added.id, keys: new Map([...content.keys, [added.id, added]]) });
        return added;
      },
      retire: (ids) => {
        refresh();
        replace({
          ...content,
          keys: new Map([...content.keys].filter(([id]) => id === content.activeId || !ids.includes(id))),
        });
      },
    },
  };
}

function activeKey({ activeId, keys }: KeyFileContent, path: string): MasterKey {
  const key = keys.get(activeId);
  if (!key)
    throw new PorinError('configuration', `The key file ${path} has no key ${activeId}`, {
      hint: 'Restore the key file from a backup',
    });
  return key;
}
