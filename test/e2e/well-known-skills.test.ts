import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway();
});
afterAll(() => gateway.stop());

const read = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  gateway.call(`GET ${path}`, { token: null, headers });

describe('the index of skills', () => {
  const place = '/.well-known/agent-skills';

  test('names every built-in app with an address whose bytes have the digest', async () => {
    const { body } = await read(`${place}/index.json`);
    expect(body.$schema).toBe('https://schemas.agentskills.io/discovery/0.2.0/schema.json');
    expect(body.skills.map(({ name }: { name: string }) => name)).toEqual(['clevertap', 'clickmeeting', 'clicksend']);
    for (const { name, type, url, digest, description } of body.skills) {
      expect({ type, description }).toEqual({ type: 'skill-md', description: expect.stringMatching(/^.{50,1024}$/s) });
      const answer = await fetch(new URL(url, `${gateway.url}${place}/index.json`));
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
      expect(bytes.toString()).toMatch(new RegExp(`^---\nname: ${name}\n`));
      expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    }
  });

  test('has the older form at the older place', async () => {
    const { body } = await read('/.well-known/skills/index.json');
    // With its digest too, so that a wrong one at the other place is not gone around here.
    const { body: current } = await read(`${place}/index.json`);
    expect(body).toMatchObject(current);
    expect(body.skills[1]).toMatchObject({ name: 'clickmeeting', files: ['SKILL.md'] });
    expect((await read('/.well-known/skills/clickmeeting/SKILL.md')).status).toBe(200);
  });

  test.each(['agent-skills', 'skills'])('is found from the folder %s', async (folder) => {
    const answer = await fetch(`${gateway.url}/.well-known/${folder}/`);
    expect(answer.url).toBe(`${gateway.url}/.well-known/${folder}/index.json`);
    expect(((await answer.json()) as any).skills.length).toBeGreaterThan(0);
  });

  test('is open to pages of other sites and may be kept, until it changes', async () => {
    for (const path of ['index.json', 'clicksend/SKILL.md']) {
      const { headers } = await read(`${place}/${path}`, { origin: 'https://other.example' });
      const etag = headers.get('etag') ?? '';
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('cache-control')).toBe('public, max-age=300');
      expect(await read(`${place}/${path}`, { 'if-none-match': `"other", W/${etag}` })).toMatchObject({
        status: 304,
        text: '',
      });
      expect(await read(`${place}/${path}`, { 'if-none-match': '"other"' })).toMatchObject({ status: 200 });
    }
  });

  test.each(['nothing/SKILL.md', 'clicksend/OTHER.md', '..%2fSKILL.md', 'constructor/SKILL.md'])(
    '%j is not there',
    async (path) => {
      expect(await read(`${place}/${path}`)).toMatchObject({ status: 404 });
    },
  );
});

describe('the skills of one tenant', () => {
  test('have those of its own apps, with what it saved on them, and nobody else’s', async () => {
    const [token, other] = await Promise.all([gateway.tokenOf('mine'), gateway.tokenOf('other')]);
    const { body: asked } = await gateway.call('POST /connections/ensure', {
      token,
      body: { appUrl: 'acme-tickets.com' },
    });
    const { body: waiting } = await gateway.call(`GET /connections/${asked.id}?wait=true`, { token });
    const names = async (as: string) =>
      (await gateway.call('GET /skills', { token: as })).body.items.map(({ name }: { name: string }) => name);
    // Nobody has said yet how to talk to it.
    expect(waiting.state).toBe('CLIENT_ACTION_REQUIRED');
    expect(await names(token)).toEqual(['clevertap', 'clickmeeting', 'clicksend']);
    const { status, body } = await gateway.call(`PATCH /connections/${asked.id}`, {
      token,
      body: { input: { baseUrl: 'https://api.acme-tickets.com', auth: 'bearer' } },
    });
    expect({ status, body }).toMatchObject({ status: 200 });
    await gateway.call(`GET /connections/${asked.id}?wait=true`, { token });
    const own = (await names(token)).filter((name: string) => name.includes('acme'));
    expect(own).toHaveLength(1);
    expect(await names(other)).toEqual(['clevertap', 'clickmeeting', 'clicksend']);
    const { body: skill } = await gateway.call(`GET /skills/${own[0]}`, { token });
    expect(skill.content).toMatch(/porin connection ensure "https?:\/\/acme-tickets\.com\/?" --json/);
    expect(await gateway.call(`GET /skills/${own[0]}`, { token: other })).toMatchObject({ status: 404 });
    const index = await read('/.well-known/agent-skills/index.json');
    expect(index.text).not.toContain('acme');
  });

  test('are not for everybody, and a slip in the name is told', async () => {
    expect(await read('/skills')).toMatchObject({ status: 401 });
    expect(await gateway.call('GET /skills/clickmeting')).toMatchObject({
      status: 404,
      body: { hint: expect.stringContaining('Did you mean clickmeeting?') },
    });
  });
});
