import { expect, test } from 'vitest';
import { bootActions } from './on-sandbox.fixture.ts';

/** A room with three recordings. */
async function recorded() {
  const booted = await bootActions();
  for (const minutes of [10, 20]) booted.control('hold-session', { room: 10001, attendees: 2, minutes, chat: 0 });
  booted.control('hold-session', { room: 10001, attendees: 2, minutes: 5, chat: 0 });
  const { items } = await booted.run('list-recordings', { room_id: 10001 });
  expect(items).toHaveLength(3);
  return { ...booted, recordings: items as { id: number; recording_file_size: number; recording_url: string }[] };
}

test('every recording of a room is fetched by a fresh address, and its size is right', async () => {
  const { run, made, recordings } = await recorded();
  made.length = 0;
  const answer = await run('download-all-recordings', { room_id: 10001 });
  expect(answer).toMatchObject({ downloaded: 3, failed: 0, has_more: false });
  for (const [index, item] of answer.items.entries())
    expect(item).toMatchObject({
      recording_id: recordings[index]?.id,
      status: 'downloaded',
      from_byte: 0,
      file: { sizeBytes: item.expected_bytes },
    });
  expect(made.map(({ line }) => line.replace(/\?.*/, ''))).toEqual([
    'GET /v1/conferences/10001/recordings',
    ...recordings.flatMap(({ recording_url }) => [
      'GET /v1/conferences/10001/recordings',
      `GET ${new URL(recording_url).pathname}`,
    ]),
  ]);
});

test('what is there is skipped, and the rest follows in the next run', async () => {
  const { run, recordings } = await recorded();
  const first = await run('download-all-recordings', { room_id: 10001, limit: 1 });
  expect(first).toMatchObject({ downloaded: 1, has_more: true });
  expect(first.items.map(({ status }: any) => status)).toEqual(['downloaded', 'not_tried', 'not_tried']);
  const have = recordings
    .slice(0, 2)
    .map(({ id, recording_file_size }) => ({ recording_id: id, size_bytes: recording_file_size }));
  const second = await run('download-all-recordings', { room_id: 10001, have });
  expect(second.items.map(({ status }: any) => status)).toEqual(['complete', 'complete', 'downloaded']);
});

test('a part is continued, and what comes adds up to the whole', async () => {
  const { run, recordings } = await recorded();
  const [one] = recordings;
  const have = [{ recording_id: one?.id, size_bytes: 100 }];
  const { items } = await run('download-all-recordings', { room_id: 10001, have });
  expect(items[0]).toMatchObject({ status: 'downloaded' });
  expect(items[0].from_byte + items[0].file.sizeBytes).toBe(one?.recording_file_size);
});

test('an address that has expired is read again', async () => {
  const { run, sandbox } = await recorded();
  sandbox.faults.add({ method: 'GET', path: '/recorder/*', status: 410, count: 1 });
  expect(await run('download-all-recordings', { room_id: 10001 })).toMatchObject({ downloaded: 3, failed: 0 });
});

test('a recording that is broken does not stop the others; one of the wrong size is fetched again and told', async () => {
  const { run, sandbox, recordings } = await recorded();
  sandbox.faults.add({ method: 'GET', path: `/recorder/${recordings[0]?.id}`, status: 404 });
  sandbox.faults.add({ method: 'GET', path: `/recorder/${recordings[1]?.id}`, status: 200, body: 'short', count: 1 });
  sandbox.faults.add({ method: 'GET', path: `/recorder/${recordings[2]?.id}`, status: 200, body: 'short' });
  const answer = await run('download-all-recordings', { room_id: 10001 });
  expect(answer.items.map(({ status }: any) => status)).toEqual(['refused', 'downloaded', 'size_differs']);
  expect(answer).toMatchObject({ downloaded: 1, failed: 2, has_more: false });
});

test('deleting a room tells first what would be lost, and then what was', async () => {
  const { run } = await recorded();
  await run('upload-conference-file', { room_id: 10001 }).catch(() => undefined);
  const lost = { recordings: 3, registrations: 0, sessions: 3, access_tokens: 0 };
  expect(await run('delete-conference', { room_id: 10001, preview: true })).toMatchObject({
    deleted: false,
    name: 'Weekly team meeting',
    lost,
  });
  expect(await run('get-conference', { room_id: 10001 })).toMatchObject({ id: 10001 });
  await expect(run('delete-conference', { room_id: 10001, expected_name: 'Board room' })).rejects.toMatchObject({
    message: 'expected_name: room 10001 is called "Weekly team meeting"; nothing was deleted',
  });
  expect(await run('delete-conference', { room_id: 10001, expected_name: ' weekly team meeting' })).toMatchObject({
    ok: true,
    deleted: true,
    lost,
  });
  await expect(run('get-conference', { room_id: 10001 })).rejects.toMatchObject({ code: 'upstream_refused' });
});

test('what the app refuses to count is unknown, and a failing app keeps the room', async () => {
  const { run, sandbox } = await recorded();
  sandbox.faults.add({ method: 'GET', path: '/v1/conferences/10001/registrations/all', status: 403, count: 1 });
  expect(await run('delete-conference', { room_id: 10001, preview: true })).toMatchObject({
    lost: { registrations: null, recordings: 3 },
  });
  sandbox.faults.add({ method: 'GET', path: '/v1/conferences/10001/sessions', status: 503, count: 1 });
  await expect(run('delete-conference', { room_id: 10001 })).rejects.toMatchObject({ code: 'upstream_failed' });
  expect(await run('get-conference', { room_id: 10001 })).toMatchObject({ id: 10001 });
});

test('deleting all recordings tells which, and a preview deletes none', async () => {
  const { run, recordings } = await recorded();
  const lost = recordings.map(({ id }) => ({ recording_id: id }));
  expect(await run('delete-all-recordings', { room_id: 10001, preview: true })).toMatchObject({ deleted: false, lost });
  expect(await run('delete-all-recordings', { room_id: 10001 })).toMatchObject({ ok: true, deleted: true, lost });
  expect(await run('delete-all-recordings', { room_id: 10001 })).toMatchObject({ deleted: true, lost: [] });
});
