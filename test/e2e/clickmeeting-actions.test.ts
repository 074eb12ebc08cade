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
});
