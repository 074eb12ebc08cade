import { afterEach, expect } from 'vitest';
import { type Caller, scopes } from '../../kernel/ports/identity.ts';
import type { Browser } from '../../kernel/ports/people.ts';
import { openStorage } from '../../platform/storage/storage.ts';
import { createPeople } from './people.ts';

export const hourMs = 3_600_000;
export const password = 'four words are enough';
export const browser: Browser = {
  ip: '127.0.0.1',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  host: '127.0.0.1:4710',
};
/** May do everything. */
export const manager: Caller = {
  workspaceId: 'wsp_1',
  tenantId: 'ten_1',
  tenantKey: 'local',
  scopes: new Set(scopes),
  isOwner: false,
  isManager: true,
};
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

/** A gateway's people on a database in memory, with a clock that is moved by hand. */
export async function house({ publicUrl = 'http://127.0.0.1:4710' } = {}) {
  const clock = { now: 1_800_000_000_000 };
  const now = () => clock.now;
  const storage = await openStorage({ url: 'sqlite::memory:', now });
  undo.push(() => storage.close());
  const { port, directory, prepareOwner } = createPeople({ storage, now, publicUrl: () => publicUrl });
  const tokenOf = ({ url }: { url: string }) => url.split('/').at(-1) ?? '';
  return {
    clock,
    storage,
    port,
    directory,
    prepareOwner,
    tokenOf,
    later: (ms: number) => {
      clock.now += ms;
    },
    async owner() {
      return port.acceptOwnership(tokenOf(await directory.ownerLink()), browser);
    },
    invite: async (request: Partial<Parameters<typeof directory.invite>[1]> = {}) =>
      tokenOf(await directory.invite(manager, { role: 'member', tenantKey: 'acme', expiresInMs: hourMs, ...request })),
  };
}

export const code = (expected: string) => expect.objectContaining({ code: expected });
