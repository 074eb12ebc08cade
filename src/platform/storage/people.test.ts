import { expect, test } from 'vitest';
import { newTenant, onEveryEngine } from '../../../test/durability/engines.ts';
import { grantRow, personRow, requestRow, someHash, someId, twenty } from '../../../test/durability/identity-rows.ts';
import type { OneTimeRow, PasskeyRow, SessionRow } from '../../kernel/ports/storage-identity.ts';

const passkeyRow = (personId: string, over: Partial<PasskeyRow> = {}): PasskeyRow => ({
  id: someId('key'),
  personId,
  publicKey: 'cG9zZQ',
  counter: 0,
  transports: ['internal', 'hybrid'],
  name: 'Laptop',
  createdAt: 1000,
  lastUsedAt: null,
  ...over,
});

const sessionRow = (personId: string, over: Partial<SessionRow> = {}): SessionRow => ({
  hash: someHash(),
  personId,
  userAgent: 'Firefox',
  createdAt: 1000,
  expiresAt: 5000,
  ...over,
});

const oneTimeRow = (over: Partial<OneTimeRow> = {}): OneTimeRow => ({
  hash: someHash(),
  purpose: 'invite',
  subject: { tenant: 'acme' },
  createdAt: 1000,
  expiresAt: 5000,
  usedAt: null,
  ...over,
});

onEveryEngine((storage) => {
  // First: the other tests make owners who can sign in.
  test('an owner can sign in with a password or a passkey, a member or an invited owner does not count', async () => {
    const [invited, member] = [personRow({ login: null }), personRow({ role: 'member', passwordHash: 'scrypt$' })];
    await storage().people.insert(invited);
    await storage().people.insert(member);
    await storage().passkeys.insert(passkeyRow(member.id));
    expect(await storage().people.hasOwner()).toBe(false);
    const passkey = passkeyRow(invited.id);
    await storage().passkeys.insert(passkey);
    expect(await storage().people.hasOwner()).toBe(true);
    await storage().people.patch(invited.id, { passwordHash: 'scrypt$' });
    await storage().passkeys.delete(invited.id, passkey.id);
    expect(await storage().people.hasOwner()).toBe(true);
    await storage().people.patch(invited.id, { passwordHash: null });
    expect(await storage().people.hasOwner()).toBe(false);
  });

  test('of many who make the first owner at once one does, and the password of one counts', async () => {
    for (const { id } of await storage().people.list()) await storage().people.delete(id, 1);
    const left = (await storage().people.list()).filter(({ role }) => role === 'owner').length;
    const fresh = (n: number) => personRow({ login: 'first', passwordHash: `scrypt$${n}` });
    const made = await twenty((n) => storage().people.ensureOwner(fresh(n)));
    expect(new Set(made.map(({ id, passwordHash }) => `${id} ${passwordHash}`)).size).toBe(1);
    const owners = (await storage().people.list()).filter(({ role }) => role === 'owner');
    expect(owners).toHaveLength(Math.max(left, 1));
    expect(owners[0]).toMatchObject({ login: 'first', passwordHash: made[0]?.passwordHash });
  });

  test('a person is found by id and login, and patched without touching the rest', async () => {
    const row = personRow({ role: 'member', tenantId: await newTenant(storage()) });
    await storage().people.insert(row);
    expect(await storage().people.get(row.id)).toEqual(row);
    expect(await storage().people.byLogin(row.login ?? '')).toEqual(row);
    const patched = { ...row, name: 'Grace', passwordHash: 'scrypt$1' };
    expect(await storage().people.patch(row.id, { name: 'Grace', passwordHash: 'scrypt$1' })).toEqual(patched);
    expect(await storage().people.patch(row.id, {})).toEqual(patched);
    expect(await storage().people.patch(row.id, { login: null, passwordHash: null })).toEqual({
      ...patched,
      login: null,
      passwordHash: null,
    });
    expect(await storage().people.byLogin(row.login ?? '')).toBeUndefined();
    expect(await storage().people.patch('per_none', { name: 'x' })).toBeUndefined();
    expect(await storage().people.get('per_none')).toBeUndefined();
  });

  test('a login belongs to one person, while any number have chosen none', async () => {
    const [one, other] = [personRow(), personRow({ login: null })];
    await storage().people.insert(one);
    await storage().people.insert(other);
    await storage().people.insert(personRow({ login: null }));
    const taken = { code: 'already_exists', message: expect.stringContaining(one.login ?? '') };
    await expect(storage().people.insert(personRow({ login: one.login }))).rejects.toMatchObject(taken);
    await expect(storage().people.patch(other.id, { login: one.login })).rejects.toMatchObject(taken);
    expect(await storage().people.get(other.id)).toEqual(other);
  });

  test('owners come first, then who is older', async () => {
    const rows = [
      personRow({ role: 'member', createdAt: 10 }),
      personRow({ createdAt: 30 }),
      personRow({ createdAt: 20 }),
      personRow({ role: 'member', createdAt: 5 }),
    ];
    for (const row of rows) await storage().people.insert(row);
    const ids = rows.map(({ id }) => id);
    const listed = (await storage().people.list()).map(({ id }) => id).filter((id) => ids.includes(id));
    expect(listed).toEqual([ids[2], ids[1], ids[3], ids[0]]);
  });

  test('a person goes with passkeys and sessions, and nobody else does', async () => {
    const [gone, stays] = [personRow(), personRow()];
    for (const { id } of [gone, stays]) {
      await storage().people.insert({ ...(id === gone.id ? gone : stays) });
      await storage().passkeys.insert(passkeyRow(id));
    }
    const [theirs, others] = [sessionRow(gone.id), sessionRow(stays.id)];
    await storage().sessions.insert(theirs);
    await storage().sessions.insert(others);
    expect(await storage().people.delete(gone.id, 1)).toBe('deleted');
    expect(await storage().people.delete(gone.id, 1)).toBe('unknown');
    expect(await storage().passkeys.of(gone.id)).toEqual([]);
    expect(await storage().sessions.byHash(theirs.hash, 2000)).toBeUndefined();
    expect(await storage().passkeys.of(stays.id)).toHaveLength(1);
    expect(await storage().sessions.byHash(others.hash, 2000)).toEqual(others);
  });

  test('what a person allowed programs to do ends with him, and nothing is allowed in his name any more', async () => {
    const tenant = await newTenant(storage());
    const person = personRow({ role: 'member', tenantId: tenant });
    await storage().people.insert(person);
    const requests = [requestRow(), requestRow(), requestRow()];
    const granted = requests.map(() => grantRow(tenant, { personId: person.id }));
    for (const row of requests) await storage().oauthRequests.insert(row);
    const approve = (n: number) =>
      storage().oauthRequests.approve(requests[n]?.hash ?? '', {
        codeHash: someHash(),
        codeExpiresAt: 9000,
        grant: granted[n] ?? grantRow(tenant),
      });
    expect(await approve(0)).toBe(true);
    const [deleted, approved] = await Promise.all([storage().people.delete(person.id, 3000), approve(1)]);
    expect(deleted).toBe('deleted');
    expect(await approve(2)).toBe(false);
    expect(await storage().oauthRequests.byHash(requests[2]?.hash ?? '')).toEqual(requests[2]);
    expect(await storage().grants.get(granted[0]?.id ?? '')).toMatchObject({ revokedAt: 3000 });
    if (approved) expect(await storage().grants.get(granted[1]?.id ?? '')).toMatchObject({ revokedAt: 3000 });
    else expect(await storage().grants.get(granted[1]?.id ?? '')).toBeUndefined();
  });

  test('who was invited joins once, with a passkey, and a refusal leaves the invitation as it was', async () => {
    const invitation = oneTimeRow({ purpose: 'invitation' });
    await storage().oneTime.insert(invitation);
    const use = { hash: invitation.hash, purpose: 'invitation', now: 2000 };
    const [taken, guest] = [personRow(), personRow({ role: 'member' })];
    await storage().people.insert(taken);
    const passkey = passkeyRow(taken.id);
    await storage().passkeys.insert(passkey);
    const refused = { code: 'already_exists' };
    await expect(storage().people.join(use, { ...guest, login: taken.login })).rejects.toMatchObject(refused);
    await expect(storage().people.join(use, guest, { ...passkey, personId: guest.id })).rejects.toMatchObject(refused);
    expect(await storage().people.get(guest.id)).toBeUndefined();
    const joined = await twenty(() => storage().people.join(use, guest, passkeyRow(guest.id)));
    expect(joined.filter(Boolean)).toHaveLength(1);
    expect(await storage().people.get(guest.id)).toEqual(guest);
    expect(await storage().passkeys.of(guest.id)).toHaveLength(1);
    expect(await storage().people.join({ ...use, purpose: 'owner' }, personRow())).toBe(false);
  });

  test('passkeys are listed oldest first, count their uses, and are removed only by their person', async () => {
    const [person, stranger] = [personRow(), personRow()];
    await storage().people.insert(person);
    await storage().people.insert(stranger);
    const [young, old] = [passkeyRow(person.id, { createdAt: 9 }), passkeyRow(person.id, { createdAt: 8 })];
    await storage().passkeys.insert(young);
    await storage().passkeys.insert(old);
    await expect(storage().passkeys.insert(young)).rejects.toMatchObject({ code: 'already_exists' });
    await storage().passkeys.used(old.id, 7, 2000);
    expect(await storage().passkeys.of(person.id)).toEqual([{ ...old, counter: 7, lastUsedAt: 2000 }, young]);
    expect(await storage().passkeys.get(young.id)).toEqual(young);
    expect(await storage().passkeys.delete(stranger.id, young.id)).toBe('unknown');
    expect(await storage().passkeys.delete(person.id, young.id)).toBe('deleted');
    expect(await storage().passkeys.get(young.id)).toBeUndefined();
  });

  test('of a person who removes all passkeys at once the last way in stays', async () => {
    const person = personRow();
    await storage().people.insert(person);
    const own = Array.from({ length: 20 }, () => passkeyRow(person.id));
    for (const row of own) await storage().passkeys.insert(row);
    const removed = await twenty((n) => storage().passkeys.delete(person.id, own[n]?.id ?? ''));
    expect(removed.filter((outcome) => outcome !== 'deleted')).toEqual(['last_way_in']);
    const [last] = await storage().passkeys.of(person.id);
    await storage().people.patch(person.id, { passwordHash: 'scrypt$' });
    expect(await storage().passkeys.delete(person.id, last?.id ?? '')).toBe('deleted');
  });

  test('a session is there until it is over or ended, and goes when the next one begins', async () => {
    const person = personRow();
    await storage().people.insert(person);
    const [old, live] = [sessionRow(person.id), sessionRow(person.id, { expiresAt: 5001 })];
    await storage().sessions.insert(old);
    await storage().sessions.insert(live);
    expect(await storage().sessions.byHash(old.hash, 4999)).toEqual(old);
    expect(await storage().sessions.byHash(old.hash, 5000)).toBeUndefined();
    await storage().sessions.insert(sessionRow(person.id, { createdAt: 5000, expiresAt: 9000 }));
    expect(await storage().sessions.byHash(old.hash, 1)).toBeUndefined();
    expect(await storage().sessions.byHash(live.hash, 1)).toEqual(live);
    await storage().sessions.delete(live.hash);
    expect(await storage().sessions.byHash(live.hash, 1)).toBeUndefined();
    const next = sessionRow(person.id);
    await storage().sessions.insert(next);
    await storage().sessions.deleteOf(person.id);
    expect(await storage().sessions.byHash(next.hash, 1)).toBeUndefined();
    await expect(storage().sessions.insert(sessionRow(person.id, { hash: 'cookie' }))).rejects.toMatchObject({
      code: 'internal',
    });
  });

  test('what works once is used up by one of many callers', async () => {
    const row = oneTimeRow();
    await storage().oneTime.insert(row);
    expect(await storage().oneTime.find(row.hash, 'invite', 4999)).toEqual(row);
    expect(await storage().oneTime.find(row.hash, 'owner', 4999)).toBeUndefined();
    expect(await storage().oneTime.use(row.hash, 'owner', 4999)).toBeUndefined();
    const uses = await twenty(() => storage().oneTime.use(row.hash, 'invite', 4999));
    expect(uses.filter((use) => use !== undefined)).toEqual([{ ...row, usedAt: 4999 }]);
    expect(await storage().oneTime.find(row.hash, 'invite', 4999)).toBeUndefined();
  });

  test('what works once does not work when it is over, and is removed then', async () => {
    const purpose = someId('purpose');
    const [row, other] = [oneTimeRow({ purpose, subject: undefined }), oneTimeRow()];
    await storage().oneTime.insert(row);
    expect(await storage().oneTime.find(row.hash, purpose, 5000)).toBeUndefined();
    expect(await storage().oneTime.use(row.hash, purpose, 5000)).toBeUndefined();
    await storage().oneTime.insert(other);
    await storage().oneTime.insert(oneTimeRow({ createdAt: 5000, expiresAt: 9000 }));
    expect(await storage().oneTime.find(other.hash, 'invite', 1)).toBeUndefined();
    await expect(storage().oneTime.insert(oneTimeRow({ hash: 'pin' }))).rejects.toMatchObject({ code: 'internal' });
  });

  test('what works once is listed while it works, and is deleted unless it was used', async () => {
    const purpose = someId('purpose');
    const [old, young, used, over] = [
      oneTimeRow({ purpose, createdAt: 10 }),
      oneTimeRow({ purpose, createdAt: 20 }),
      oneTimeRow({ purpose }),
      oneTimeRow({ purpose, expiresAt: 2000 }),
    ];
    for (const row of [old, young, used, over]) await storage().oneTime.insert(row);
    await storage().oneTime.use(used.hash, purpose, 1500);
    expect(await storage().oneTime.list(purpose, 2000)).toEqual([young, old]);
    expect(await storage().oneTime.delete(used.hash, purpose)).toBe(false);
    expect(await storage().oneTime.delete(old.hash, 'invite')).toBe(false);
    expect(await storage().oneTime.delete(old.hash, purpose)).toBe(true);
    expect(await storage().oneTime.delete(old.hash, purpose)).toBe(false);
    expect(await storage().oneTime.list(purpose, 2000)).toEqual([young]);
  });

  // Last: it removes every owner that the other tests made.
  test('of owners who remove each other at once one stays, and an owner who cannot sign in does not count', async () => {
    const owners = Array.from({ length: 20 }, () => personRow({ passwordHash: 'scrypt$' }));
    const [member, ghost] = [personRow({ role: 'member', passwordHash: 'scrypt$' }), personRow({ login: null })];
    const before = (await storage().people.list()).filter(({ role }) => role === 'owner');
    for (const row of [...owners, member, ghost]) await storage().people.insert(row);
    for (const { id } of before) await storage().people.delete(id, 1);
    const removed = await twenty((n) => storage().people.delete(owners[n]?.id ?? '', 1));
    expect(removed.filter((outcome) => outcome !== 'deleted')).toEqual(['last_owner']);
    expect(await storage().people.hasOwner()).toBe(true);
    expect(await storage().people.delete(ghost.id, 1)).toBe('deleted');
    expect(await storage().people.delete(member.id, 1)).toBe('deleted');
  });
});
