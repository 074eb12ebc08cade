import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownerBrowser } from '../e2e/approvals.fixture.ts';
import { bootGateway, type TestGateway } from '../e2e/gateway.ts';
import { clients } from './mcp.fixture.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await bootGateway();
});
afterAll(() => gateway.stop());

const asking = { elicitation: { form: {} } };

describe.each(clients)('the client of the SDK for %s over %s', { timeout: 60_000 }, (era, way, connect) => {
  test('connects, searches, runs, confirms and deletes', async () => {
    const token = await gateway.tokenOf(`story-${era}-${way.replaceAll(' ', '-')}`.toLowerCase());
    const client = await connect(gateway, { token, capabilities: asking });
    const questions: string[] = [];
    if (era === '2026-07-28') {
      client.setRequestHandler('elicitation/create', async ({ params }: any) => {
        questions.push(params.message);
        return { action: 'accept', content: { confirm: true } };
      });
    }
    const call = async (name: string, args: Readonly<Record<string, unknown>> = {}) => {
      const { structuredContent, content, isError } = await client.callTool({ name, arguments: args });
      return { value: structuredContent, text: content[0].text, isError: isError === true };
    };
    const run = (action: string, input: object, more: object = {}) => call('run_action', { action, input, ...more });

    const connected = await call('ensure_connection', { app: 'clickmeeting.com', sandbox: true });
    expect(connected.value).toMatchObject({ state: 'READY', app: 'clickmeeting' });
    expect((await call('list_connections')).value.connections).toMatchObject([{ id: connected.value.id }]);

    const found = await call('search_actions', { query: 'make a new meeting room' });
    const ids = found.value.actions.map(({ id }: any) => id);
    expect(ids).toContain('clickmeeting.create-conference');
    const shown = await call('get_action', { action: 'clickmeeting.create-conference' });
    expect(shown.value.inputSchema.required).toContain('room_type');

    const room = { name: 'By a client', room_type: 'meeting', permanent_room: true, access_type: 1 };
    const made = await run('clickmeeting.create-conference', room);
    expect(made.value.output).toMatchObject({ name: 'By a client' });
    const { id } = made.value.output;
    expect((await run('clickmeeting.get-conference', { room_id: id })).value.output).toMatchObject({ id });

    const removal = { room_id: id };
    const first = await run('clickmeeting.delete-conference', removal);
    if (era === '2026-07-28') {
      expect(questions).toEqual([expect.stringContaining('It cannot be undone')]);
      expect(first).toMatchObject({ isError: false, value: { run_id: expect.stringMatching(/^run_/) } });
    } else {
      const { approvalId, approvalUrl } = first.value.error.data;
      expect(first.isError && first.text).toContain(approvalUrl);
      expect((await run('clickmeeting.get-conference', removal)).isError).toBe(false);
      const owner = await ownerBrowser(gateway);
      await owner.press(new URL(approvalUrl).pathname, { decision: 'approved' });
      const second = await run('clickmeeting.delete-conference', removal, { approval: approvalId });
      expect(second).toMatchObject({ isError: false, value: { run_id: expect.stringMatching(/^run_/) } });
    }
    expect(await run('clickmeeting.get-conference', removal)).toMatchObject({
      isError: true,
      value: { error: { code: 'upstream_refused' } },
    });
    await client.close();
  });
});
