import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';

/** A public key and what may be checked with it. */
export interface PublicKey {
  readonly key: KeyObject;
  /** The key's own name (`kid`); a PEM has none. */
  readonly kid: string | undefined;
  /** Signature algorithms that fit it. */
  readonly algorithms: readonly string[];
}

const curves: Readonly<Record<string, string>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };
const rsaAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const leastRsaBits = 2048;

const jwkSchema = z.looseObject({
  kty: z.enum(['RSA', 'EC', 'OKP']),
  kid: z.string().optional(),
  alg: z.string().optional(),
  use: z.string().optional(),
});

/**
 * Reads a registered key: SPKI in PEM, or a JWK as JSON text.
 * Errors: `bad_request` that says what is wrong with it; never the key itself.
 */
export function parsePublicKey(written: string): PublicKey {
  const text = written.trim();
  if (text.startsWith('{')) return ofJwk(jwkOf(text));
  if (!text.startsWith('-----BEGIN')) throw refused('neither PEM nor a JWK');
  // Node makes a public key out of a private one without a word; this one would already have travelled.
  if (text.includes('PRIVATE')) throw privateKey();
  return usable(keyObject({ key: text, format: 'pem' }), {});
}

/** A key of a JWKS; undefined for one that signs nothing we take: such sets hold keys for other purposes too. */
export function readJwk(jwk: unknown): PublicKey | undefined {
  try {
    return ofJwk(jwk);
  } catch {
    // What this key is for is not our business.
    return undefined;
  }
}

function jwkOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would repeat a piece of it.
    throw refused('neither PEM nor a JWK: its JSON is broken');
  }
}

function ofJwk(value: unknown): PublicKey {
  const parsed = jwkSchema.safeParse(value);
  if (!parsed.success) throw refused('not a JWK of type RSA, EC or OKP');
  const { kid, alg, use } = parsed.data;
  if ('d' in parsed.data) throw privateKey();
  if (use !== undefined && use !== 'sig') throw refused('a key for something else than signatures');
  // Node checks the members that this type needs.
  return usable(keyObject({ key: parsed.data as JsonWebKey, format: 'jwk' }), { kid, alg });
}

function keyObject(input: Parameters<typeof createPublicKey>[0]): KeyObject {
  try {
    return createPublicKey(input);
  } catch {
    // OpenSSL's words would not help, and may repeat parts of the key.
    throw refused('damaged or no public key');
  }
}

function usable(key: KeyObject, { kid, alg }: { kid?: string | undefined; alg?: string | undefined }): PublicKey {
  const fitting = algorithmsOf(key);
  const algorithms = alg === undefined ? fitting : fitting.filter((one) => one === alg);
  if (algorithms.length === 0) throw refused('of a kind that signs no tokens');
  return { key, kid, algorithms };
}

function algorithmsOf(key: KeyObject): readonly string[] {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      if (modulusLength < leastRsaBits) throw refused(`an RSA key of ${modulusLength} bits, which is too weak`);
      return rsaAlgorithms;
    case 'ec':
      return [curves[namedCurve] ?? []].flat();
    case 'ed25519':
      return ['EdDSA', 'Ed25519'];
    default:
      return [];
  }
}

function privateKey(): PorinError {
  return new PorinError('bad_request', 'The key is a private one', {
    hint: 'Send the public key alone (openssl pkey -in KEY -pubout), and make a new pair: this one is no secret any more',
  });
}

function refused(what: string): PorinError {
  return new PorinError('bad_request', `The key is ${what}`, {
    hint: 'Send SPKI in PEM (-----BEGIN PUBLIC KEY-----) or a JWK: RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or Ed25519',
  });
}
