import { z } from 'zod';
import { digestOf } from '../../kernel/digest.ts';
import { PorinError } from '../../kernel/errors.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { PasskeyRow, PersonRow } from '../../kernel/ports/storage-identity.ts';
import { requireParty } from './passkey-site.ts';

const challengeMs = 5 * 60_000;
const purpose = 'passkey';
// Loaded when a passkey is used: it brings 2 MB of parsers.
const webauthn = () => import('@simplewebauthn/server');

const subject = z.object({ use: z.string() });
const bytes = z.string().regex(/^[\w-]*$/);
const base = { id: bytes.min(1).max(2000), rawId: bytes, type: z.literal('public-key') };
const made = z.object({
  ...base,
  response: z.object({
    clientDataJSON: bytes,
    attestationObject: bytes,
    transports: z.array(z.string().max(20)).max(10).optional(),
  }),
});
const shown = z.object({
  ...base,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.nullish(),
  }),
});

/** Shows and makes passkeys. A challenge is for one use (`sign-in`, or for whom a passkey is made) and for one answer. */
export interface Passkeys {
  signInOptions(host: string | undefined): Promise<unknown>;
  /** The passkey that was shown, checked and counted. Errors: `bad_request`. */
  signIn(host: string | undefined, given: unknown): Promise<PasskeyRow>;
  /** `use`: what the passkey is made for; the answer has to be for the same. */
  creationOptions(
    host: string | undefined,
    use: string,
    person: Pick<PersonRow, 'id' | 'login' | 'name'>,
  ): Promise<unknown>;
  /** A new passkey, checked and not yet stored; whose it is and its name are for the caller. Errors: `bad_request`. */
  created(host: string | undefined, use: string, given: unknown): Promise<Omit<PasskeyRow, 'personId' | 'name'>>;
}

export function createPasskeys(storage: Storage, now: () => number, publicUrl: () => string): Passkeys {
  const challenges = createChallenges(storage, now);
  return {
    ...shownPasskeys(storage, challenges, { now, publicUrl }),
    ...madePasskeys(storage, challenges, { now, publicUrl }),
  };
}

interface Surroundings {
  readonly now: () => number;
  readonly publicUrl: () => string;
}

type Challenges = ReturnType<typeof createChallenges>;

function createChallenges({ oneTime }: Storage, now: () => number) {
  return {
    async remember(challenge: string, use: string): Promise<void> {
      const createdAt = now();
      const row = { hash: digestOf(challenge), purpose, createdAt, expiresAt: createdAt + challengeMs, usedAt: null };
      await oneTime.insert({ ...row, subject: { use } });
    },
    /** Uses the challenge up. */
    isAnswerTo: (use: string) => async (challenge: string) => {
      const row = await oneTime.use(digestOf(challenge), purpose, now());
      return row !== undefined && subject.safeParse(row.subject).data?.use === use;
    },
  };
}

function shownPasskeys(
  { passkeys }: Storage,
  challenges: Challenges,
  { now, publicUrl }: Surroundings,
): Pick<Passkeys, 'signInOptions' | 'signIn'> {
  return {
    async signInOptions(host) {
      const { id } = requireParty(publicUrl(), host);
      const { generateAuthenticationOptions } = await webauthn();
      const options = await generateAuthenticationOptions({ rpID: id, userVerification: 'preferred' });
      await challenges.remember(options.challenge, 'sign-in');
      return options;
    },
    async signIn(host, given) {
      const { id, origin } = requireParty(publicUrl(), host);
      const response = parse(shown, given);
      const row = await passkeys.get(response.id);
      if (!row) throw refused();
      const { verified, authenticationInfo } = await checked(async () => {
        const { verifyAuthenticationResponse } = await webauthn();
        return verifyAuthenticationResponse({
          response: shownResponse(response),
          expectedChallenge: challenges.isAnswerTo('sign-in'),
          expectedOrigin: origin,
          expectedRPID: id,
          credential: { id: row.id, publicKey: bytesOf(row.publicKey), counter: row.counter },
          requireUserVerification: false,
        });
      });
      if (!verified) throw refused();
      await passkeys.used(row.id, authenticationInfo.newCounter, now());
      return row;
    },
  };
}

function madePasskeys(
  { passkeys }: Storage,
  challenges: Challenges,
  { now, publicUrl }: Surroundings,
): Pick<Passkeys, 'creationOptions' | 'created'> {
  return {
    async creationOptions(host, use, person) {
      const { id } = requireParty(publicUrl(), host);
      const { generateRegistrationOptions } = await webauthn();
      const options = await generateRegistrationOptions({
        rpName: 'Porin',
        rpID: id,
        userID: new TextEncoder().encode(person.id),
        userName: person.login ?? person.name,
        userDisplayName: person.name,
        attestationType: 'none',
        excludeCredentials: (await passkeys.of(person.id)).map((own) => ({ id: own.id })),
        // Discoverable, so that nobody has to type a name to sign in.
        authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
      });
      await challenges.remember(options.challenge, use);
      return options;
    },
    async created(host, use, given) {
      const { id: expectedRPID, origin: expectedOrigin } = requireParty(publicUrl(), host);
      const response = parse(made, given);
      const { verified, registrationInfo } = await checked(async () => {
        const { verifyRegistrationResponse } = await webauthn();
        return verifyRegistrationResponse({
          response: madeResponse(response),
          expectedChallenge: challenges.isAnswerTo(use),
          expectedOrigin,
          expectedRPID,
          requireUserVerification: false,
        });
      });
      if (!verified || !registrationInfo) throw refused();
      const { id, publicKey, counter } = registrationInfo.credential;
      const transports = response.response.transports ?? [];
      const key = Buffer.from(publicKey).toString('base64url');
      return { id, publicKey: key, counter, transports, createdAt: now(), lastUsedAt: null };
    },
  };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

/** The browser's answer as the library takes it. */
function shownResponse({ response, ...credential }: z.output<typeof shown>) {
  const { userHandle, ...rest } = response;
  const whose = typeof userHandle === 'string' ? { userHandle } : {};
  return { ...credential, response: { ...rest, ...whose }, clientExtensionResults: {} };
}

function madeResponse({ response, ...credential }: z.output<typeof made>) {
  const { clientDataJSON, attestationObject } = response;
  return { ...credential, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} };
}

function parse<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw refused(parsed.error);
}

async function checked<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (cause) {
    throw refused(cause);
  }
}

function refused(cause?: unknown): PorinError {
  return new PorinError('bad_request', 'The passkey was not accepted', {
    hint: 'Try again, or sign in with the password',
    cause,
  });
}
