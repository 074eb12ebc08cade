import { afterEach, describe, expect, test } from 'vitest';
import { challengeOf, comparisonCode } from './codes.ts';
import { asked, codePage, idIn, oauthAt, owner, publicUrl, refusal, someone, type TestOAuth } from './oauth.fixture.ts';

const opened: TestOAuth[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function server(documents: Readonly<Record<string, unknown>> = {}): Promise<TestOAuth> {
  const one = await oauthAt(documents);
  opened.push(one);
  return one;
}

const invalid = refusal('invalid_request', 'invalid_request');
const verifier = 'v'.repeat(43);

test('a pushed request has one short address and four characters to compare', async () => {
  const { push, oauth } = await server();
  const { pushed, id, verifier: own } = await push({ client_name: 'claude\u202e\u200b  code', tenant: 'acme' });
  expect(pushed).toEqual({
    request_uri: `urn:ietf:params:oauth:request_uri:${id}`,
    expires_in: 900,
    authorization_url: `${publicUrl}/authorize/${id}`,
    user_code: comparisonCode(challengeOf(own)),
  });
  expect(pushed.user_code).toMatch(/^[0-9A-Z]{4}$/);
  const page = await oauth.open(id, owner);
  expect(page).toMatchObject({ state: 'pending', clientName: 'Porin CLI', label: 'claude code', isBuiltIn: true });
  expect(page).toMatchObject({ ip: '203.0.113.5', isThisMachine: false, userCode: pushed.user_code });
  expect(page.tenant).toEqual({ key: 'acme', isFree: true, isNew: true, known: [] });
});

test('only the owner’s own request has a ticket, good for that request alone', async () => {
  const { push, oauth, clock } = await server();
  const { pushed, id } = await push({}, { ...someone, isOwner: true });
  const other = await push();
  expect(other.pushed.authorization_url).not.toContain('ticket');
  const ticket = new URL(pushed.authorization_url).searchParams.get('ticket') ?? '';
  expect(await oauth.ticketHolder(id, ticket)).toMatchObject({ role: 'owner', personId: null });
  expect(await oauth.ticketHolder(other.id, ticket)).toBeUndefined();
  expect(await oauth.ticketHolder(id, `${ticket}x`)).toBeUndefined();
  clock.now += 15 * 60_000;
  expect(await oauth.ticketHolder(id, ticket)).toBeUndefined();
});

describe('a request is refused for', () => {
  test.each([
    ['an unknown program', { client_id: 'nobody' }, refusal('invalid_client', 'unknown_client')],
    ['no program', { client_id: undefined }, invalid],
    ['no challenge', { code_challenge: undefined }, invalid],
    ['a challenge in the clear', { code_challenge_method: 'plain' }, invalid],
    ['a challenge without its method', { code_challenge_method: undefined }, invalid],
    ['a challenge that is too short', { code_challenge: 'abc' }, invalid],
    ['an unknown scope', { scope: 'actions:read root' }, refusal('invalid_scope', 'invalid_scope')],
    ['a foreign resource', { resource: 'https://other.test/mcp' }, refusal('invalid_target', 'invalid_target')],
    [
      'a resource that only begins alike',
      { resource: 'https://gateway.test.evil/' },
      refusal('invalid_target', 'invalid_target'),
    ],
    [
      'a foreign redirect',
      { redirect_uri: 'https://evil.test/callback' },
      refusal('invalid_request', 'invalid_redirect_uri'),
    ],
    [
      'another path on loopback',
      { redirect_uri: 'http://127.0.0.1:80/callback/x' },
      refusal('invalid_request', 'invalid_redirect_uri'),
    ],
    ['a control character', { state: 'a\u0000b' }, invalid],
    ['a parameter given twice', { state: ['a', 'b'] }, invalid],
    ['a request that was pushed', { request_uri: 'urn:x' }, invalid],
  ])('%s', async (_, over, expected) => {
    const { push } = await server();
    await expect(push(over)).rejects.toEqual(expected);
  });

  test('a challenge that was seen before', async () => {
    const { oauth } = await server();
    await oauth.push(asked(verifier), someone);
    await expect(oauth.push(asked(verifier), someone)).rejects.toEqual(invalid);
  });

  test('too many from one address in a minute', async () => {
    const { push, clock } = await server();
    for (let time = 0; time < 60; time++) await push();
    await expect(push()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await push({}, { ...someone, isOwner: true })).toBeDefined();
    clock.now += 60_000;
    expect(await push()).toBeDefined();
  });
});

describe('a browser that asks', () => {
  const question = (over = {}) => ({ ...asked(verifier), response_type: 'code', ...over });

  test('goes to the approval page, each time to the same', async () => {
    const { oauth } = await server();
    const page = await oauth.begin(question(), someone);
    expect(page).toMatch(/^https:\/\/gateway\.test\/authorize\/[\w-]{22}$/);
    expect(await oauth.begin(question(), someone)).toBe(page);
    expect(await oauth.open(idIn(page), owner)).toMatchObject({ state: 'pending' });
  });

  test('goes there with a pushed request, of its own program', async () => {
    const { oauth, push } = await server();
    const { pushed } = await push();
    const { request_uri } = pushed;
    expect(await oauth.begin({ client_id: 'membrane-cli', request_uri }, someone)).toBe(pushed.authorization_url);
    const unknown = refusal('invalid_request_uri', 'unknown_request');
    await expect(oauth.begin({ client_id: 'porin-cli', request_uri }, someone)).rejects.toEqual(unknown);
    await expect(oauth.begin({ client_id: 'porin-cli', request_uri: 'urn:x' }, someone)).rejects.toEqual(unknown);
  });

  test.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ response_type: undefined }, 'invalid_request'],
    [{ response_mode: 'fragment' }, 'invalid_request'],
    [{ request: 'eyJ' }, 'request_not_supported'],
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ scope: 'root' }, 'invalid_scope'],
  ])('goes back with %j as %s', async (over, error) => {
    const { oauth } = await server();
    const redirect_uri = 'http://localhost:5000/callback';
    const back = new URL(await oauth.begin(question({ redirect_uri, ...over }), someone));
    expect(back.origin + back.pathname).toBe(redirect_uri);
    const { searchParams: given } = back;
    expect([given.get('error'), given.get('state'), given.get('iss')]).toEqual([error, 'st', publicUrl]);
  });

  test('never to a site that anybody may have registered, before a person decided', async () => {
    const { oauth } = await server();
    const site = 'https://elsewhere.test/back';
    const { client_id } = await oauth.register({ redirect_uris: [site] }, someone);
    const asks = question({ client_id, redirect_uri: site, scope: 'everything' });
    await expect(oauth.begin(asks, someone)).rejects.toEqual(refusal('invalid_scope', 'invalid_scope'));
  });

  test.each([{ client_id: 'nobody' }, { redirect_uri: 'https://evil.test/' }, { redirect_uri: undefined }])(
    'is never sent back with %j',
    async (over) => {
      const { oauth } = await server();
      await expect(oauth.begin(question(over), someone)).rejects.toMatchObject({ code: 'bad_request' });
    },
  );

  test('with a challenge of another request goes back', async () => {
    const { oauth } = await server();
    await oauth.begin(question({ redirect_uri: 'http://localhost:5000/callback' }), someone);
    const again = await oauth.begin(question({ redirect_uri: 'http://localhost:5001/callback' }), someone);
    expect(new URL(again).searchParams.get('error')).toBe('invalid_request');
  });
});

describe('a program registers', () => {
  const redirect_uris = ['https://app.test/back', 'http://127.0.0.1/cb', 'com.example.app:/back', 'cursor://x/back'];

  test('and is asked about under the name it gave, as its own claim', async () => {
    const { oauth, push } = await server();
    const client = await oauth.register({ redirect_uris, client_name: 'Evil\u202eppa \u200f App' }, someone);
    expect(client).toMatchObject({ redirect_uris, client_name: 'Evil ppa App', token_endpoint_auth_method: 'none' });
    const { id } = await push({ client_id: client['client_id'], redirect_uri: 'http://127.0.0.1:4000/cb' });
    expect(await oauth.open(id, owner)).toMatchObject({ clientName: 'Evil ppa App', isBuiltIn: false });
    for (const redirect_uri of ['https://app.test/back/', 'https://app.test:444/back', codePage])
      await expect(push({ client_id: client['client_id'], redirect_uri })).rejects.toMatchObject({
        code: 'bad_request',
      });
  });

  test.each([
    [undefined],
    [[]],
    [['http://app.test/back']],
    [['https://app.test/back#here']],
    [['https://user@app.test/back']],
    [['https://app.test/\r\nback']],
    [['com.example.app:/\u202ekcab']],
    [['javascript:alert(1)']],
    [['data:text/html,x']],
    [['/back']],
    [[7]],
    [Array.from({ length: 11 }, (_, index) => `https://app.test/${index}`)],
  ])('but not with the redirect URIs %j', async (given) => {
    const { oauth } = await server();
    await expect(oauth.register({ redirect_uris: given }, someone)).rejects.toEqual(
      refusal('invalid_redirect_uri', 'invalid_redirect_uri'),
    );
  });

  test('but not with a secret', async () => {
    const { oauth } = await server();
    const metadata = { redirect_uris, token_endpoint_auth_method: 'client_secret_basic' };
    await expect(oauth.register(metadata, someone)).rejects.toEqual(
      refusal('invalid_client_metadata', 'invalid_client_metadata'),
    );
  });

  test('but not twenty-one times in ten minutes', async () => {
    const { oauth } = await server();
    for (let time = 0; time < 20; time++) await oauth.register({ redirect_uris }, someone);
    await expect(oauth.register({ redirect_uris }, someone)).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

describe('a program whose id is an address', () => {
  const client_id = 'https://app.test/client.json';
  const redirect_uri = 'http://localhost:7000/cb';
  const document = { client_id, client_name: 'Editor', redirect_uris: ['http://localhost/cb'] };

  test('is known by its document, which is fetched from the public internet alone, and kept', async () => {
    const { push, oauth, fetched } = await server({ [client_id]: document });
    const { id } = await push({ client_id, redirect_uri });
    expect((await oauth.open(id, owner)).clientName).toBe('Editor');
    expect(fetched.map(({ policy }) => policy)).toEqual([
      { origins: ['https://app.test'], allowPrivate: false, publicOnly: true },
    ]);
  });

  test.each([
    ['no document', undefined],
    ['no JSON', '<html>'],
    ['a list', []],
    ['another id', { ...document, client_id: 'https://other.test/client.json' }],
    ['another method', { ...document, token_endpoint_auth_method: 'private_key_jwt' }],
    ['no redirect URIs', { client_id }],
  ])('is refused with %s', async (_, given) => {
    const { push } = await server(given === undefined ? {} : { [client_id]: given });
    await expect(push({ client_id, redirect_uri })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test.each([
    'https://app.test/',
    'https://app.test/a/../client.json',
    'https://app.test/c#x',
    'https://u:p@app.test/c',
  ])('is refused as %s, unasked', async (id) => {
    const { push, fetched } = await server();
    await expect(push({ client_id: id, redirect_uri })).rejects.toEqual(
      refusal('invalid_client', 'unusable_client_document'),
    );
    expect(fetched).toEqual([]);
  });
});
