import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway();
});
afterAll(() => gateway.stop());

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** One request in the current revision, or in the one before. */
async function ask(
  era: 'modern' | 'legacy',
  method: string,
  params: Record<string, unknown> = {},
  path = '/mcp',
  token?: string,
) {
  const name = method === 'resources/read' ? { 'mcp-name': String(params['uri']) } : {};
  const headers = {
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': era === 'modern' ? '2026-07-28' : '2025-11-25',
    ...(era === 'modern' ? { 'mcp-method': method, ...name } : {}),
  };
  const { text } = await gateway.call(`POST ${path}`, {
    headers,
    body: { jsonrpc: '2.0', id: 1, method, params: era === 'modern' ? { ...params, _meta: meta } : params },
    ...(token === undefined ? {} : { token }),
  });
  return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
}

describe.each(['modern', 'legacy'] as const)('the skills extension, %s', (era) => {
  test('lists the skills with what their front matter says and the digest of the document', async () => {
    const { result } = await ask(era, 'skills/list');
    expect(result.skills.map(({ uri }: { uri: string }) => uri)).toEqual(
      ['clevertap', 'clickmeeting', 'clicksend'].map((name) => `skill://${name}/SKILL.md`),
    );
    for (const { uri, frontmatter, resources } of result.skills) {
      const read = await ask(era, 'resources/read', { uri });
      const [{ text, mimeType }] = read.result.contents;
      expect(mimeType).toBe('text/markdown');
      const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
      expect(resources).toEqual([{ uri, digest, size: Buffer.byteLength(text) }]);
      expect(text).toContain(`\ndescription: ${JSON.stringify(frontmatter.description)}\n`);
      expect((await ask(era, 'skills/get', { uri })).result.skill).toEqual({ uri, frontmatter, resources });
    }
  });

  test('gives at an app’s address that app’s alone', async () => {
    const { result } = await ask(era, 'skills/list', {}, '/mcp/clicksend');
    expect(result.skills).toHaveLength(1);
    const other = await ask(era, 'skills/get', { uri: 'skill://clickmeeting/SKILL.md' }, '/mcp/clicksend');
    expect(other.error.code).toBe(-32602);
  });

  test.each([
    'skill://nothing/SKILL.md',
    'skill://clicksend',
    'skill://clicksend/../x/SKILL.md',
    'file:///etc/passwd',
    '',
  ])('has nothing at %j', async (uri) => {
    expect((await ask(era, 'skills/get', { uri })).error.code).toBe(-32602);
  });

  test('refuses a cursor that it did not give', async () => {
    expect((await ask(era, 'skills/list', { cursor: 'bm9uZQ' })).error.code).toBe(-32602);
  });

  test('shows nothing to a token that may not read', async () => {
    const token = await gateway.tokenOf('proxy-only', ['proxy']);
    const { result, error } = await ask(era, 'skills/list', {}, '/mcp', token);
    expect(error ?? result.skills).toEqual(error ?? []);
  });
});
