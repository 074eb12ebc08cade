import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let connectionId: string;

beforeAll(async () => {
  gateway = await bootGateway();
  connectionId = (await gateway.sandboxConnection()).id;
});

afterAll(() => gateway?.stop());

const run = (key: string, input: object) => gateway.run(key, connectionId, input);

describe('what actions of several calls need of the engine', () => {
  test('a refusal carries the hint that the connector finds in the app, and the run lists its requests', async () => {
    const { room_pin } = (await run('get-conference', { room_id: 10003 })).body.output;
    const refused = await run('get-conference', { room_id: room_pin });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'upstream_refused', hint: expect.stringContaining('use room_id 10003'), data: { status: 404 } },
    });
    const changed = await run('update-conference', { room_id: room_pin, name: 'x' });
    expect(changed.body.hint).toContain('use room_id 10003');
  });

  test('a file that an action writes is fetched by its handle', async () => {
    const { output } = (await run('get-attendance-report', { room_id: 10005, format: 'csv' })).body;
    const file = await gateway.call(`GET /files/${output.file.file}`);
    expect(file).toMatchObject({ status: 200 });
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(file.text).toContain('anna@example.com,Anna Nowak');
    expect(Buffer.byteLength(file.text)).toBeLessThanOrEqual(output.file.sizeBytes);
  });

  test('a recording is continued where a copy ends', async () => {
    const whole = (await run('download-all-recordings', { room_id: 10005 })).body.output.items[0];
    const have = [{ recording_id: whole.recording_id, size_bytes: 1000 }];
    const rest = (await run('download-all-recordings', { room_id: 10005, have })).body.output.items[0];
    expect(rest).toMatchObject({ status: 'downloaded' });
    expect(rest.from_byte + rest.file.sizeBytes).toBe(whole.expected_bytes);
  });

  test('a poll goes on from its cursor', async () => {
    const begin = (await run('poll-new-registrations', {})).body.output;
    const person = { first_name: 'Eva', last_name: 'Nowak', email: 'eva@example.com' };
    await run('register-participants', { room_id: 10002, people: [person] });
    const polled = (await run('poll-new-registrations', { since: begin.cursor })).body.output;
    expect(polled.items).toMatchObject([{ email: 'eva@example.com', room_id: 10002 }]);
    expect((await run('poll-new-registrations', { since: polled.cursor })).body.output.items).toEqual([]);
  });

  test('input that does not fit names its field', async () => {
    const answers = [
      await run('poll-new-registrations', { since: 'x'.repeat(1000) }),
      await run('create-conference', {
        name: 'x',
        room_type: 'meeting',
        permanent_room: false,
        access_type: 1,
        timezone: 'Warsaw',
      }),
      await run('register-participants', {
        room_id: 10002,
        people: [{ first_name: 'A', last_name: 'B', email: 'nobody' }],
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    const messages = answers.map(({ body }) => body.message);
    expect(messages[0]).toMatch(/^since: /);
    expect(messages[1]).toContain("timezone: no such time zone; did you mean 'Europe/Warsaw'?");
    expect(messages[2]).toContain('people[0].email: not an e-mail address');
  });

  test('a dry run of what deletes tells what would be lost, and deletes nothing', async () => {
    const dry = (key: string, input: object) =>
      gateway.call(`POST /actions/${key}/run`, { body: { connectionId, input, dryRun: true } });
    const room = await dry('delete-conference', { room_id: 10005 });
    expect(room.body.output).toMatchObject({
      dryRun: { deleted: false, name: expect.any(String), lost: { recordings: 1 } },
    });
    const recordings = await dry('delete-all-recordings', { room_id: 10005, preview: false });
    expect(recordings.body.output.dryRun).toMatchObject({ deleted: false, lost: [{ recording_id: 30001 }] });
    expect((await run('get-conference', { room_id: 10005 })).status).toBe(200);
    const log = await gateway.call(`GET /action-run-logs/${recordings.body.actionRunId}`);
    expect(log.body).toMatchObject({ input: { room_id: 10005, preview: true } });
    const several = await dry('register-participants', {
      room_id: 10002,
      people: [{ first_name: 'Eva', last_name: 'Nowak', email: 'eva@example.com' }],
    });
    expect(several).toMatchObject({
      status: 400,
      body: { hint: expect.stringContaining('without dryRun it is done') },
    });
  });

  test('a token that may only read may look what a deletion would take, and no more', async () => {
    const token = await gateway.tokenOf('local', ['actions:read']);
    const asReader = (input: object, dryRun?: boolean) =>
      gateway.call('POST /actions/delete-conference/run', {
        body: { connectionId, input, ...(dryRun === undefined ? {} : { dryRun }) },
        token,
      });
    expect(await asReader({ room_id: 10005, preview: true })).toMatchObject({ status: 200 });
    expect(await asReader({ room_id: 10005 }, true)).toMatchObject({ status: 200 });
    expect(await asReader({ room_id: 10005 })).toMatchObject({ status: 403, body: { code: 'access_denied' } });
    expect(await asReader({ room_id: 10005, preview: false })).toMatchObject({ status: 403 });
  });

  test('an action that can be polled says how, and each says what it is called as a tool', async () => {
    const view = async (key: string) => (await gateway.call(`GET /actions/${key}?connectionId=${connectionId}`)).body;
    expect(await view('poll-new-attendees')).toMatchObject({
      trigger: { cursor: 'since', items: 'items', next: 'cursor', more: 'has_more', id: 'event_id' },
      toolName: 'clickmeeting_poll_new_attendees',
    });
    expect(await view('create-access-tokens')).toMatchObject({ toolName: 'clickmeeting_generate_tokens' });
    expect(await view('delete-conference')).toMatchObject({ previewInput: 'preview' });
    expect(await view('ping')).not.toHaveProperty('trigger');
  });

  test('credentials that are refused in the middle leave told what was done before', async () => {
    await gateway.sandbox.fault({ method: 'POST', path: '/v1/conferences/*/invitation/**', status: 401, rate: 0.5 });
    const people = Array.from({ length: 120 }, (_, index) => ({ email: `p${index}@example.com` }));
    const answer = await run('invite-participants', { room_id: 10001, people });
    await gateway.sandbox.heal();
    expect(answer.body.output).toMatchObject({ invited: 50, failed: 70 });
    expect(answer.body.output.notes).toEqual([expect.stringContaining('refused the credentials (401)')]);
    expect((await run('get-conference', { room_id: 10001 })).status).toBe(200);
  });
});
