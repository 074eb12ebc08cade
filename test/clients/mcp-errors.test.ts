import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from '../e2e/gateway.ts';
import { clients } from './mcp.fixture.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway();
});
afterAll(() => gateway.stop());

const failing: readonly (readonly [string, string, object, RegExp])[] = [
  ['an unknown app', 'search_actions', { query: 'send a text', app: 'Click Sent' }, /'Click Sent'.*Did you mean/],
  ['a limit of 26', 'search_actions', { query: 'send a text', limit: 26 }, /limit.*25/],
  ['a query of 10,001 characters', 'search_actions', { query: 'x'.repeat(10_001) }, /query.*10000/],
  ['an unknown action', 'get_action', { action: 'clicksend.send-smss' }, /send-sms\b/],
  ['connections of an odd state', 'list_connections', { state: 7 }, /state/],
  ['an address that is none', 'ensure_connection', { app: 'ftp://example.com' }, /not a web address/],
  ['a run of an unknown action', 'run_action', { action: 'clickmeeting.get-nothing', input: {} }, /get-nothing/],
  [
    'a run that the app refuses',
    'run_action',
    { action: 'clickmeeting.get-conference', input: { room_id: 999_999 } },
    /What the app said/,
  ],
  ['a run of an app tool without its input', 'clickmeeting_get_conference', {}, /room_id/],
];

// The clients check each answer by the schemas that they have got with the list of tools.
describe.each(clients)(
  'the client of the SDK for %s over %s that has listed the tools',
  {
    timeout: 60_000,
  },
  (era, way, connect) => {
    test('gets each error with its message and what to do next', async () => {
      const token = await gateway.tokenOf(`errors-${era}-${way.replaceAll(' ', '-')}`.toLowerCase());
      await gateway.sandboxConnection({ token });
      const client = await connect(gateway, { token, path: '/mcp/clickmeeting' });
      const { tools } = await client.listTools();
      const names = tools.map(({ name }: { name: string }) => name);
      for (const [what, name, args, says] of failing) {
        expect(names).toContain(name);
        const { isError, content, structuredContent } = await client.callTool({ name, arguments: args });
        expect([what, isError, content[0].text]).toEqual([what, true, expect.stringMatching(says)]);
        const { code, message, hint } = structuredContent.error;
        for (const said of [code, message, hint]) expect([what, typeof said]).toEqual([what, 'string']);
        expect(hint).not.toBe('');
      }
      const found = await client.callTool({
        name: 'search_actions',
        arguments: { query: 'delete a room', app: 'Click Meeting' },
      });
      expect(found.structuredContent.actions[0]).toMatchObject({ id: 'clickmeeting.delete-conference' });
      await client.close();
    });
  },
);
