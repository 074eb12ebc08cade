import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { PorinError } from '../../kernel/errors.ts';
import type { Signatures } from '../../kernel/ports/signatures.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { Vault } from '../../kernel/ports/vault.ts';

const ownerId = 'signatures';
const field = 'key';
const separator = '.';
const maxChars = 16_384;

/** With one key for all nodes, which lies sealed in the database; nodes that start at once agree on one. */
export async function createSignatures(secrets: Storage['secrets'], vault: Vault): Promise<Signatures> {
  const fresh = () => vault.sealSecret({ ownerId, version: 1 }, { [field]: randomBytes(32).toString('base64url') });
  const sealed = (await secrets.get(ownerId)) ?? (await secrets.putIfAbsent(fresh()));
  const secret = vault.openSecret(sealed)[field];
  if (!secret) throw new PorinError('internal', `The secret of ${ownerId} has no value`);
  const macOf = (purpose: string, body: string) =>
    createHmac('sha256', secret.reveal()).update(`${purpose}\0${body}`).digest('base64url');
  return {
    sign(purpose, payload) {
      const body = Buffer.from(payload).toString('base64url');
      return `${body}${separator}${macOf(purpose, body)}`;
    },
    open(purpose, signed) {
      if (signed.length > maxChars) return undefined;
      const [body = '', mac = '', further] = signed.split(separator);
      if (further !== undefined) return undefined;
      const expected = Buffer.from(macOf(purpose, body));
      const given = Buffer.from(mac);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return Buffer.from(body, 'base64url').toString('utf8');
    },
  };
}
