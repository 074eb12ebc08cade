import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';
import { legacyClient, modernClient, send } from './mcp.fixture.ts';

let gateway: TestGateway;
let connection: string;
beforeAll(async () => {
  gateway = await bootGateway();
  connection = (await gateway.sandboxConnection()).id;
});
afterAll(() => gateway.stop());

const callTool = async (name: string, args: Readonly<Record<string, unknown>>, token?: string) =>
  (await send(gateway, 'tools/call', { name, arguments: args }, token === undefined ? {} : { token })).body.result;
const zones = (args: Readonly<Record<string, unknown>> = {}) =>
  callTool('clickmeeting_list_timezones', { connection, max_bytes: 2_000, ...args });

describe.each([
  ['2026-07-28', modernClient],
  ['2025-11-25', legacyClient],
] as const)('an answer that is too long for a client of %s', (_, connect) => {
  test('is cut, fits its schema, and is read as a whole from its link', async () => {
    const client = await connect(gateway, { path: '/mcp/clickmeeting' });
    await client.listTools();
    const args = { connection, max_bytes: 2_000 };
    const { structuredContent, content } = await client.callTool({
      name: 'clickmeeting_list_timezones',
      arguments: args,
    });
    expect(structuredContent).toMatchObject({ truncated: true, next: expect.stringContaining('resources/read') });
    expect(Buffer.byteLength(content[0].text)).toBeLessThanOrEqual(2_000);
    expect(JSON.parse(content[0].text)).toEqual(structuredContent);
    const { uri, type, size } = content[1];
    expect(type).toBe('resource_link');
    const { contents } = await client.readResource({ uri });
    expect(Buffer.byteLength(contents[0].text)).toBe(size);
    const whole = JSON.parse(contents[0].text);
    const rest = await gateway.run('clickmeeting.list-timezones', connection, {});
    expect(whole).toEqual(rest.body.output);
    await client.close();
  });
});

describe('the whole of an answer', () => {
  test('is a file of its tenant, and of nobody else', async () => {
    const { structuredContent } = await zones();
    const { uri, file } = structuredContent.full;
    const download = await gateway.call(`GET /files/${file}`);
    expect(download.status).toBe(200);
    const token = await gateway.tokenOf('stranger');
    expect((await gateway.call(`GET /files/${file}`, { token })).status).toBe(404);
    const { body } = await send(gateway, 'resources/read', { uri }, { token });
    expect(body.error).toMatchObject({ code: -32602 });
  });
});

describe('fields', () => {
  test('that the answer has not are told with the nearest', async () => {
    const result = await callTool('clickmeeting_get_conference', { connection, room_id: 10001, fields: ['nmae'] });
    expect(result.isError).toBe(true);
    expect(result.content[0].text).toContain("nmae: unknown field, did you mean 'name'?");
    const { structuredContent } = await callTool('clickmeeting_get_conference', {
      connection,
      room_id: 10001,
      fields: ['name'],
    });
    expect(Object.keys(structuredContent.output)).toEqual(['name']);
  });

  test('choose what is shown, and max_bytes has bounds', async () => {
    for (const max_bytes of [0, 1, -1, 1e12, 1.5, 'many'])
      expect((await zones({ max_bytes })).content[0].text).toContain('max_bytes');
    for (const fields of [[], ['a..b'], ['[['], [''], Array.from({ length: 101 }, () => 'a')])
      expect([fields, (await zones({ fields })).isError]).toEqual([fields, true]);
  });
});

describe('text of an app', () => {
  test('comes without what nobody sees, and apart from our own words', async () => {
    const name = 'Room\u202e \u{e0049}\u{e0067}one\u0007';
    const made = await callTool('run_action', {
      action: 'clickmeeting.create-conference',
      input: { name, room_type: 'meeting', permanent_room: true, access_type: 1 },
      connection,
    });
    expect(made.structuredContent.output.name).toBe('Room one');
    expect(made.content[0].text).not.toMatch(/[\u202e\u{e0000}-\u{e007f}]/u);
    const failed = await callTool('clickmeeting_get_conference', { connection, room_id: 999_999_999 });
    expect(failed.isError).toBe(true);
    expect(failed.content[0].text).toMatch(
      /^[^"]+\.\nWhat the app said, as data: "[^\n]+"(\nAbout it, with names from the app as data: "[^\n]+")?$/,
    );
  });
});

describe('a file', () => {
  test('goes in as a handle of POST /files and comes out as a link', async () => {
    const uploaded = await gateway.call('POST /files', {
      raw: Buffer.from('%PDF-1.4 hello'),
      headers: { 'content-type': 'application/pdf', 'x-file-name': 'deck.pdf' },
    });
    const { file } = uploaded.body;
    const blob = (await send(gateway, 'resources/read', { uri: `porin://files/${file}` })).body.result.contents[0];
    expect(Buffer.from(blob.blob, 'base64').toString()).toBe('%PDF-1.4 hello');
    for (const given of [file, `file:${file}`, { file }, { file: `file:${file}` }]) {
      const { structuredContent, isError } = await callTool('clickmeeting_upload_file', { connection, file: given });
      expect([given, isError, structuredContent]).toEqual([
        given,
        undefined,
        expect.objectContaining({ output: expect.anything() }),
      ]);
    }
    const token = await gateway.tokenOf('thief');
    await gateway.sandboxConnection({ token });
    expect((await callTool('clickmeeting_upload_file', { file }, token)).content[0].text).toContain('No file');
  });
});
