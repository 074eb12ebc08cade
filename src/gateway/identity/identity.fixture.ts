import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { type JWTPayload, SignJWT } from 'jose';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createLogger } from '../../platform/telemetry/logger.ts';
import { createMetrics } from '../../platform/telemetry/metrics.ts';
import { openVault } from '../../platform/vault/vault.ts';
import { createIdentity } from './identity.ts';

const logger = createLogger({ level: 'silent' });
/** 2026-11-21, in seconds: the time at which the clock of these tests stands. */
export const startSeconds = 1_795_000_000;

export interface IdentityOptions {
  /** A database in memory when absent. */
  readonly url?: string;
  /** The master key; nodes of one database share it. */
  readonly vaultKey?: string;
}

/** An identity whose time stands until it is moved; `counts.lookUps` counts the questions to the database about callers. */
export async function identityAt({ url = 'sqlite::memory:', vaultKey }: IdentityOptions = {}) {
  const clock = { now: startSeconds * 1000 };
  const now = () => clock.now;
  const opened = await openStorage({ url, logger, now });
  const counts = { lookUps: 0 };
  const storage = countedStorage(opened, counts);
  const egress = createEgress({ allowCidrs: ['127.0.0.0/8'], logger, metrics: createMetrics(), now });
  const key = vaultKey ?? randomBytes(32).toString('base64');
  const vault = await openVault({ dataDir: tmpdir(), key });
  const parts = { storage, vault, egress, logger, publicUrl: () => 'http://gateway.test', now };
  const identity = await createIdentity(parts);
  const owner = identity.owner();
  const authenticate = async (token: string | undefined, resource?: string) => identity.authenticate(token, resource);
  return {
    identity,
    clock,
    counts,
    storage: opened,
    parts,
    owner,
    authenticate,
    create: (request: Parameters<typeof identity.tokens.create>[1], caller: Caller = owner) =>
      identity.tokens.create(caller, request),
    revoke: identity.tokens.revoke,
    /** The workspace's secret, as its owner sees it. */
    secret: async () => (await identity.workspaces.get(owner, 'default')).secret ?? '',
    async sign(claims: JWTPayload, { alg = 'HS256', secret }: { alg?: string; secret?: string } = {}) {
      const used = secret ?? (await identity.workspaces.get(owner, 'default')).secret ?? '';
      return new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(used));
    },
    async close() {
      identity.stop();
      await egress.close();
      await opened.close();
    },
  };
}

export type TestIdentity = Awaited<ReturnType<typeof identityAt>>;

function countedStorage(storage: Storage, counts: { lookUps: number }): Storage {
  const counted =
    <A extends unknown[], R>(ask: (...given: A) => R) =>
    (...given: A): R => {
      counts.lookUps += 1;
      return ask(...given);
    };
  return {
    ...storage,
    tokens: { ...storage.tokens, byHash: counted(storage.tokens.byHash) },
    workspaces: { ...storage.workspaces, get: counted(storage.workspaces.get) },
    tenants: {
      ...storage.tenants,
      ensure: counted(storage.tenants.ensure),
      get: counted(storage.tenants.get),
      patch: counted(storage.tenants.patch),
    },
  };
}
