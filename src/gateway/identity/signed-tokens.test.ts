import { createHmac } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ordinaryScopes } from '../../kernel/ports/identity.ts';
import { identityAt, startSeconds, type TestIdentity } from './identity.fixture.ts';

let one: TestIdentity;
beforeAll(async () => {
  one = await identityAt();
});
beforeEach(() => {
  one.clock.now = startSeconds * 1000;
});
afterAll(() => one.close());

const exp = startSeconds + 3_600;
const refusal = (message: RegExp) => ({ code: 'not_authenticated', message: expect.stringMatching(message) });
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the workspace secret signs', () => {
  test.each(['HS256', 'HS384', 'HS512'])('%s', async (alg) => {
    const token = await one.sign({ workspaceKey: 'default', tenantKey: alg, exp }, { alg });
    expect(await one.authenticate(token)).toMatchObject({ tenantKey: alg, isOwner: false, isManager: false });
  });

  test.each<[string, JWTPayload, string]>([
    ['as the official SDK does', { iss: 'default', id: 'a' }, 'a'],
    ['as documented', { workspaceKey: 'default', tenantKey: 'b' }, 'b'],
    ['as older clients do', { workspaceKey: 'default', id: 'c' }, 'c'],
    ['with a subject', { iss: 'default', sub: 'd' }, 'd'],
    [
      'with several, of which the newest counts',
      { iss: 'x', workspaceKey: 'default', tenantKey: 'e', id: 'x', sub: 'y' },
      'e',
    ],
    ['with an id before a subject', { workspaceKey: 'default', id: 'f', sub: 'x' }, 'f'],
  ])('a tenant %s', async (_, claims, tenantKey) => {
    const caller = await one.authenticate(await one.sign({ ...claims, exp }));
    expect(caller).toMatchObject({ tenantKey, expiresAt: exp * 1000, isManager: false });
    expect([...caller.scopes]).toEqual(ordinaryScopes);
    expect(caller.tokenId).toBeUndefined();
  });

  /** Signed by hand: what makes tokens in good faith refuses some of these. */
  const signedText = async (claims: string): Promise<string> => {
    const head = `${part({ alg: 'HS256' })}.${Buffer.from(`{"iss":"default",${claims}}`).toString('base64url')}`;
    return `${head}.${createHmac('sha256', await one.secret())
      .update(head)
      .digest('base64url')}`;
  };

  test.each(['\\ud800x', '\\udbffx', 'a\\u0000b', 'a\\nb'])(
    'no tenant of the key %j, which another key would share',
    async (key) => {
      await expect(one.authenticate(await signedText(`"id":"${key}"`))).rejects.toMatchObject(refusal(/claim id/));
    },
  );

  test('no tenant whose fields are nested without end', async () => {
    const fields = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    const token = await signedText(`"id":"deep","fields":${fields}`);
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/claim fields/));
  });

  test('a workspace by its id', async () => {
    const { id = '' } = (await one.identity.workspaces.list(one.owner))[0] ?? {};
    expect(await one.authenticate(await one.sign({ workspaceKey: id, id: 'a', exp }))).toMatchObject({
      tenantKey: 'a',
    });
  });

  test('a manager, of the owner’s tenant or of one it names, who may read secrets', async () => {
    const manager = await one.authenticate(await one.sign({ workspaceKey: 'default', isAdmin: true, exp }));
    expect(manager).toMatchObject({ tenantKey: 'local', isManager: true, isOwner: false });
    expect([...manager.scopes]).toEqual([...ordinaryScopes, 'secrets:read']);
    const other = await one.sign({ workspaceKey: 'default', isAdmin: true, tenantKey: 'acme', exp });
    expect(await one.authenticate(other)).toMatchObject({ tenantKey: 'acme', isManager: true });
  });

  test('a tenant’s token without an end, but no manager’s', async () => {
    const endless = await one.authenticate(await one.sign({ workspaceKey: 'default', id: 'a' }));
    expect(endless.expiresAt).toBeUndefined();
    await expect(one.authenticate(await one.sign({ workspaceKey: 'default', isAdmin: true }))).rejects.toMatchObject(
      refusal(/never expires/),
    );
  });

  test('fewer scopes, never more', async () => {
    const few = { workspaceKey: 'default', id: 'a', exp, scopes: ['actions:read', 'secrets:read', 'owner'] };
    expect([...(await one.authenticate(await one.sign(few))).scopes]).toEqual(['actions:read']);
    const none = await one.authenticate(await one.sign({ ...few, scopes: [] }));
    expect(none.scopes.size).toBe(0);
  });
});

describe('name and fields', () => {
  const of = async (key: string) => one.storage.tenants.find(key);
  const come = async (claims: JWTPayload) =>
    one.authenticate(await one.sign({ workspaceKey: 'default', exp, ...claims }));

  test('are stored when a tenant is first seen, and when they change', async () => {
    await come({ id: 'n1', name: 'One', fields: { plan: 'free' } });
    expect(await of('n1')).toMatchObject({ name: 'One', fields: { plan: 'free' } });
    await come({ id: 'n1', name: 'Two' });
    expect(await of('n1')).toMatchObject({ name: 'Two', fields: { plan: 'free' } });
    await come({ id: 'n1', fields: { plan: 'pro' } });
    expect(await of('n1')).toMatchObject({ name: 'Two', fields: { plan: 'pro' } });
  });

  test('of two tokens that differ do not take turns', async () => {
    const [a, b] = [
      await one.sign({ workspaceKey: 'default', exp, id: 'n2', name: 'A' }),
      await one.sign({ workspaceKey: 'default', exp, id: 'n2', name: 'B' }),
    ];
    for (const token of [a, b, a, b, a]) await one.authenticate(token);
    expect(await of('n2')).toMatchObject({ name: 'B' });
  });

  test('of a token that is refused change nothing', async () => {
    const token = await one.sign({ workspaceKey: 'default', exp, id: 'n3', name: 'Bad' }, { secret: 'x'.repeat(43) });
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/signature/));
    expect(await of('n3')).toBeUndefined();
  });
});

describe('refused is', () => {
  const bad: [string, () => Promise<string> | string, RegExp][] = [
    ['what is no token', () => 'a.b.c', /not a token/],
    ['two parts', () => `${part({ alg: 'HS256' })}.${part({})}`, /not a token/],
    ['a payload that is no object', () => `${part({ alg: 'HS256' })}.${part([])}.x`, /not a token/],
    ['a token that is too long', () => `${part({ alg: 'HS256' })}.${'x'.repeat(17_000)}.x`, /longer than/],
    ['alg none', () => `${part({ alg: 'none' })}.${part({ workspaceKey: 'default', id: 'a' })}.`, /algorithm/],
    ['alg None', () => `${part({ alg: 'None' })}.${part({ workspaceKey: 'default', id: 'a' })}.`, /algorithm/],
    ['an alg that is no text', () => `${part({ alg: ['HS256'] })}.${part({ workspaceKey: 'default' })}.x`, /algorithm/],
    ['another workspace', () => one.sign({ workspaceKey: 'other', id: 'a', exp }), /workspace that is not known/],
    ['no workspace', () => one.sign({ id: 'a', exp }), /names no workspace/],
    [
      'a workspace that is no text',
      () => one.sign({ workspaceKey: { key: 'default' }, iss: 'default', id: 'a' }),
      /not known/,
    ],
    ['another secret', () => one.sign({ iss: 'default', id: 'a', exp }, { secret: 'y'.repeat(43) }), /signature/],
    [
      'an empty secret',
      async () => {
        const token = await one.sign({ iss: 'default', id: 'a', exp });
        return token.slice(0, token.lastIndexOf('.') + 1);
      },
      /signature/,
    ],
    ['an expired one', () => one.sign({ iss: 'default', id: 'a', exp: startSeconds - 5 }), /expired/],
    [
      'one that is not yet valid',
      () => one.sign({ iss: 'default', id: 'a', exp, nbf: startSeconds + 6 }),
      /not yet valid/,
    ],
    ['no tenant', () => one.sign({ iss: 'default', exp }), /no tenant/],
    ['an empty tenant', () => one.sign({ iss: 'default', id: '', exp }), /claim id/],
    ['a long tenant', () => one.sign({ iss: 'default', id: 'x'.repeat(201), exp }), /claim id/],
    ['a tenant that is a number', () => one.sign({ iss: 'default', id: 7, exp }), /claim id/],
    [
      'an end that is a text',
      () => one.sign({ iss: 'default', id: 'a', exp: String(exp) as unknown as number }),
      /claim exp/,
    ],
    ['fields that are a list', () => one.sign({ iss: 'default', id: 'a', exp, fields: [] }), /claim fields/],
    ['isAdmin that is a text', () => one.sign({ iss: 'default', id: 'a', exp, isAdmin: 'true' }), /claim isAdmin/],
    ['scopes that are a text', () => one.sign({ iss: 'default', id: 'a', exp, scopes: 'proxy' }), /claim scopes/],
  ];

  test.each(bad)('%s', async (_, make, message) => {
    const token = await make();
    const error = await one.authenticate(token).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject(refusal(message));
    expect(JSON.stringify(error)).not.toContain(token);
  });

  test('a payload that was changed after it was signed', async () => {
    const [header, , signature] = (await one.sign({ iss: 'default', id: 'a', exp })).split('.');
    const forged = `${header}.${part({ iss: 'default', id: 'victim', exp })}.${signature}`;
    await expect(one.authenticate(forged)).rejects.toMatchObject(refusal(/signature/));
  });
});

describe('time', () => {
  test('differs by five seconds at most, also for tokens seen before', async () => {
    const token = await one.sign({ iss: 'default', id: 't', exp: startSeconds + 10, nbf: startSeconds + 5 });
    await one.authenticate(token);
    one.clock.now = (startSeconds + 14.9) * 1000;
    await one.authenticate(token);
    one.clock.now = (startSeconds + 15) * 1000;
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/expired/));
  });
});

describe('a token that was seen', () => {
  test('costs no question to the database', async () => {
    const token = await one.sign({ workspaceKey: 'default', id: 'warm', exp });
    await one.authenticate(token);
    const before = one.counts.lookUps;
    for (let request = 0; request < 5; request++) await one.authenticate(token);
    expect(one.counts.lookUps).toBe(before);
  });

  test('of a tenant that is archived is refused, and taken again when it is restored', async () => {
    const token = await one.sign({ workspaceKey: 'default', id: 'gone', exp });
    const opaque = await one.create({ tenant: 'gone' });
    const tokens = [token, opaque.token];
    for (const each of tokens) await one.authenticate(each);
    await one.identity.tenants.archive(one.owner, 'gone');
    for (const each of tokens) await expect(one.authenticate(each)).rejects.toMatchObject(refusal(/archived/));
    await expect(one.create({ tenant: 'gone' })).rejects.toMatchObject({ code: 'bad_request' });
    await one.identity.tenants.restore('gone');
    for (const each of tokens) await one.authenticate(each);
  });

  test('is refused when the secret was rotated, and the new secret signs', async () => {
    const token = await one.sign({ workspaceKey: 'default', id: 'r', exp });
    await one.authenticate(token);
    const before = await one.secret();
    const { secret } = await one.identity.workspaces.rotateSecret(one.owner, 'default');
    expect(secret).not.toBe(before);
    expect(await one.secret()).toBe(secret);
    await expect(one.authenticate(token)).rejects.toMatchObject(refusal(/signature/));
    await one.authenticate(await one.sign({ workspaceKey: 'default', id: 'r', exp }));
  });
});
