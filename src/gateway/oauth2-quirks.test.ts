import { afterEach, describe, expect, test } from 'vitest';
import { type SignsOptions, signsGateway } from './oauth2.fixture.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function connectedSigns(options: SignsOptions = {}) {
  const world = await signsGateway(options);
  undo.push(world.stop);
  const id = await world.connected();
  const refreshes = () => world.server.tokenRequests.filter(({ grant }) => grant === 'refresh_token');
  /** The connection's token has ended, and the server answers its renewal like this. */
  async function renewedBy(status: number, body: string, headers: Record<string, string> = {}) {
    world.server.behaviour.fault = () => ({ status, body, headers });
    await world.endsIn(id, -1);
    return world.get(id);
  }
  return { ...world, id, refreshes, renewedBy };
}

describe('a renewal is used', () => {
  test.each([
    [
      'as a form',
      (token: string) => `access_token=${token}&token_type=bearer&expires_in=3600`,
      'application/x-www-form-urlencoded',
    ],
    ['as text', (token: string) => JSON.stringify({ access_token: token, token_type: 'bearer' }), 'text/plain'],
    [
      'without a type',
      (token: string) => JSON.stringify({ access_token: token, refresh_token: null }),
      'application/json',
    ],
    [
      'with odd facts',
      (token: string) =>
        JSON.stringify({ access_token: token, expires_in: '3600', scope: ['a', 'b'], token_type: 'BEARER' }),
      'text/javascript',
    ],
    [
      'with an id token that is none',
      (token: string) => JSON.stringify({ access_token: token, token_type: 'bearer', id_token: 'x', scope: '' }),
      'application/json',
    ],
  ])('that comes %s', async (_, body, type) => {
    const { server, renewedBy } = await connectedSigns();
    const { access_token } = server.grants.issued();
    expect((await renewedBy(200, body(access_token), { 'content-type': type })).output).toEqual({ ok: true });
  });

  test.each([0, -1, '0', null])('whose life is %s, and not asked for again with every call', async (expires_in) => {
    const { server, renewedBy, get, id, refreshes } = await connectedSigns();
    const { access_token } = server.grants.issued();
    await renewedBy(200, JSON.stringify({ access_token, token_type: 'bearer', expires_in }));
    for (let index = 0; index < 3; index++) expect((await get(id)).output).toEqual({ ok: true });
    expect(refreshes()).toHaveLength(1);
  });

  test('whose life is shorter than what is renewed ahead, and not asked for again with every call', async () => {
    const { get, id, endsIn, refreshes } = await connectedSigns({ server: { expiresInSeconds: 20 } });
    await endsIn(id, -1);
    for (let index = 0; index < 4; index++) expect((await get(id)).output).toEqual({ ok: true });
    expect(refreshes()).toHaveLength(1);
  });
});

describe('a refusal uses nothing up, and the next call is served', () => {
  test.each([
    ['an HTML page', 400, '<html>Bad Request</html>', { 'content-type': 'text/html' }],
    ['words of its own', 400, '{"error":{"code":17}}', {}],
    ['too many requests', 429, '{"error":"slow down"}', {}],
    ['a redirect', 307, '', { location: '/elsewhere' }],
    ['another error', 200, '{"error":"server_busy","error_description":"Later"}', {}],
  ])('after %s', async (_, status, body, headers) => {
    const { server, renewedBy, row, id, get, refreshes } = await connectedSigns();
    await expect(renewedBy(status, body, headers as Record<string, string>)).rejects.toMatchObject({
      code: 'upstream_failed',
    });
    expect((await row(id)).state).toBe('READY');
    server.behaviour.fault = undefined;
    expect((await get(id)).output).toEqual({ ok: true });
    expect(refreshes()).toHaveLength(2);
    expect(server.apiRequests.filter((seen) => seen.includes('elsewhere'))).toEqual([]);
  });
});

describe('a person has to connect again', () => {
  test.each([
    ['invalid_grant as text', 400, '{"error":"invalid_grant"}', { 'content-type': 'text/plain' }],
    ['invalid_grant with a challenge', 401, '{"error":"invalid_grant"}', { 'www-authenticate': 'Bearer' }],
    ['another word for it, with 200', 200, '{"error":"bad_refresh_token"}', {}],
    ['a form', 200, 'error=bad_refresh_token', {}],
  ])('after %s', async (_, status, body, headers) => {
    const { renewedBy, row, id } = await connectedSigns();
    await expect(renewedBy(status, body, headers as Record<string, string>)).rejects.toMatchObject({
      code: 'client_action_required',
    });
    expect((await row(id)).state).toBe('CLIENT_ACTION_REQUIRED');
  });

  test('after a huge answer, of which nobody knows what it meant', async () => {
    const { renewedBy, row, id } = await connectedSigns();
    await expect(renewedBy(200, ' '.repeat(300_000))).rejects.toMatchObject({ code: 'client_action_required' });
    expect((await row(id)).state).toBe('CLIENT_ACTION_REQUIRED');
  });
});
