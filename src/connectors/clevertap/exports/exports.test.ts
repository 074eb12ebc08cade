import { expect, test } from 'vitest';
import { PorinError } from '../../../kernel/errors.ts';
import { bootActions } from '../on-sandbox.fixture.ts';
import { columnsOf, csvRows } from './columns.ts';

const launches = { event_name: 'App Launched', from: '2026-11-01', to: 'today' };

test('pages follow each other by the cursor as it was given, each record once', async () => {
  const { run, made } = await bootActions();
  let page = await run('get-events', { ...launches, batch_size: 500 });
  const seen = [...page.records];
  while (page.has_more) {
    expect(page.next_cursor).toMatch(/%2B|%2F|%3D/);
    page = await run('get-events-by-cursor', { cursor: page.next_cursor });
    seen.push(...page.records);
  }
  const { count } = await run('get-event-count', launches);
  expect(seen).toHaveLength(count);
  expect(made.filter(({ line }) => line.includes('%25'))).toEqual([]);
});

test('a cursor that was encoded once more is explained', async () => {
  const { run } = await bootActions();
  const { next_cursor } = await run('get-events', launches);
  await expect(run('get-events-by-cursor', { cursor: encodeURIComponent(next_cursor) })).rejects.toMatchObject({
    code: 'upstream_refused',
    message: expect.stringContaining('code 3'),
    hint: expect.stringContaining('percent-encoded already'),
  });
});

test('a cursor whose time is over is explained', async () => {
  const { run, advance } = await bootActions();
  const { next_cursor } = await run('get-events', launches);
  advance(5 * 60);
  await expect(run('get-events-by-cursor', { cursor: next_cursor })).rejects.toMatchObject({
    hint: expect.stringContaining('Begin anew'),
  });
});

test('a page that is in progress is waited for', async () => {
  const { run, control, slept } = await bootActions();
  control('set-behaviour', { slowPages: 2 });
  const { count } = await run('get-events', launches);
  expect(count).toBeGreaterThan(0);
  expect(slept).toEqual([1_000, 2_000]);
});

test('days without events are an empty page', async () => {
  const { run } = await bootActions();
  expect(await run('get-events', { ...launches, from: '2020-01-01', to: '2020-01-02' })).toEqual({
    records: [],
    count: 0,
    has_more: false,
  });
});

test('a whole export is one file of JSON Lines, each with the name of its event', async () => {
  const { run, files } = await bootActions();
  const { records, complete } = await run('export-events', launches);
  const lines = files[0]?.text.trimEnd().split('\n') ?? [];
  expect(complete).toBe(true);
  expect(lines).toHaveLength(records);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event_name: 'App Launched', profile: {}, ts: expect.any(Number) });
  expect(records).toBe((await run('get-event-count', launches)).count);
});

test('an export that fails in the middle keeps what it has, and goes on from its cursor', async () => {
  const { run, files, hooks, control } = await bootActions();
  control('track', { count: 9_000, event: 'App Launched', minutes: 60 });
  const whole = (await run('get-event-count', launches)).count;
  let pages = 0;
  hooks.before = (line) => {
    pages += line.includes('cursor=') ? 1 : 0;
    if (pages === 2) throw new PorinError('upstream_failed', 'The connection broke');
  };
  const failure = await run('export-events', launches).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'upstream_failed',
    message: expect.stringContaining('records are saved in file_'),
    details: { records: 4_991, next_cursor: expect.any(String) },
  });
  hooks.before = () => undefined;
  const rest = await run('export-events', { ...launches, resume_from: (failure as any).details.next_cursor });
  expect(4_991 + rest.records).toBe(whole);
  const all = files.flatMap(({ text }) => text.trimEnd().split('\n'));
  expect(all).toHaveLength(whole);
});

test.each(['jsonl', 'csv'])(
  'a run of %s that was cut off goes on where it was, with each record once',
  async (format) => {
    const { run, files, hooks, control } = await bootActions();
    control('track', { count: 6_000, event: 'App Launched', minutes: 60 });
    const whole = (await run('get-event-count', launches)).count;
    let pages = 0;
    hooks.before = (line) => {
      pages += line.includes('cursor=') ? 1 : 0;
      // As the end of the process: nothing that knows it catches it.
      if (pages === 2) throw new Error('killed');
    };
    const asked = { ...launches, format };
    await expect(run('export-events', asked)).rejects.toThrow('killed');
    expect(files).toEqual([]);
    hooks.before = () => undefined;
    expect(await run('export-events', asked)).toMatchObject({ records: whole, complete: true, read_before: 4_991 });
    const lines = files[0]?.text.trimEnd().split(/\r?\n/) ?? [];
    expect(lines).toHaveLength(format === 'csv' ? whole + 1 : whole);
    // It is done with: the next one begins anew.
    expect(await run('export-events', asked)).not.toHaveProperty('read_before');
  },
);

test('an export that was cut off begins anew when it is told to, or when its cursor is over', async () => {
  const { run, files, hooks, control, advance } = await bootActions();
  control('track', { count: 9_000, event: 'App Launched', minutes: 60 });
  const whole = (await run('get-event-count', launches)).count;
  const cutOff = async () => {
    let pages = 0;
    hooks.before = (line) => {
      pages += line.includes('cursor=') ? 1 : 0;
      if (pages === 2) throw new Error('killed');
    };
    await expect(run('export-events', launches)).rejects.toThrow('killed');
    hooks.before = () => undefined;
  };
  await cutOff();
  await run('export-events', { ...launches, anew: true });
  await cutOff();
  advance(5 * 60);
  await run('export-events', launches);
  expect(files.map(({ text }) => text.trimEnd().split('\n').length)).toEqual([whole, whole]);
});

test('a file that is full ends the export with where to go on', async () => {
  const { run, drafts, files, control } = await bootActions();
  control('track', { count: 6_000, event: 'App Launched', minutes: 60 });
  const { records: count } = await run('export-events', launches);
  drafts.maxBytes = (files[0]?.text.length ?? 0) - 1;
  const first = await run('export-events', launches);
  expect(first).toMatchObject({ complete: false, records: 4_991, next_cursor: expect.any(String) });
  const rest = await run('export-events', { ...launches, resume_from: first.next_cursor });
  expect(first.records + rest.records).toBe(count);
});

test('an export stops after so many records and says how to go on', async () => {
  const { run, control } = await bootActions();
  control('track', { count: 6_000, event: 'App Launched', minutes: 60 });
  const part = await run('export-events', { ...launches, max_records: 100, format: 'csv' });
  // 100, rounded up to what a page can have.
  expect(part).toMatchObject({ records: 115, complete: false, next_cursor: expect.any(String) });
  expect(part.columns).toEqual(expect.any(Array));
});

test('what no column takes is in the last one, and formulas are harmless', () => {
  const columns = columnsOf([{ ts: 1, event_props: { a: 1 } }]);
  expect(columns).toEqual(['ts', 'event_props.a', 'other']);
  expect(csvRows([{ ts: 2, event_props: { a: '=1+1', b: [1] } }], columns, { escapeFormulas: true })).toBe(
    `2,'=1+1,"{""event_props.b"":""[1]""}"\r\n`,
  );
});

test('a column that no record has is named, and one that only later records have is not', async () => {
  const { run, files, control } = await bootActions();
  control('track', { count: 6_000, event: 'App Launched', minutes: 60 });
  const { records, columns } = await run('export-events', { ...launches, format: 'csv' });
  expect(records).toBeGreaterThan(4_991);
  expect(columns).toContain('event_props.Source');
  const asked = { ...launches, format: 'csv', columns: ['ts', 'nope', 'event_props.Source'] };
  expect(await run('export-events', asked)).toMatchObject({ notes: [expect.stringMatching(/^No record has nope:/)] });
  expect(files.at(-1)?.text).toMatch(/^\uFEFFts,nope,event_props.Source\r\n/);
});

test('ids and telephone numbers of a table are what the app gave, and formulas stay formulas when told so', async () => {
  const { run, files } = await bootActions();
  const name = '=1+1';
  await run('upload-user-profiles', { profiles: [{ identity: 'sum', properties: { Name: name } }] });
  await run('upload-events', { events: [{ identity: 'sum', event_name: 'Charged' }] });
  const columns = ['profile.objectId', 'profile.phone', 'profile.name'];
  const table = { ...launches, event_name: 'Charged', format: 'csv', columns };
  await run('export-events', table);
  await run('export-events', { ...table, escape_formulas: false });
  const [guarded = '', raw = ''] = files.map(({ text }) => text);
  expect(raw).toMatch(/^-[0-9a-f]{32},\+\d+,/m);
  expect(guarded).toContain(",'=1+1");
  expect(guarded.replace("'=1+1", '=1+1')).toBe(raw);
});

test('an unknown event is refused with where to find the names', async () => {
  const { run } = await bootActions();
  await expect(run('get-events', { ...launches, event_name: 'Nothing' })).rejects.toMatchObject({
    message: expect.stringContaining('Invalid event : Nothing'),
    hint: expect.stringContaining('get-schema'),
  });
});

test('notifications and days to come cannot be exported, and the error says what can', async () => {
  const { run } = await bootActions();
  await expect(run('get-events', { ...launches, event_name: 'Notification Sent' })).rejects.toMatchObject({
    hint: expect.stringContaining('get-message-report'),
  });
  await expect(run('export-events', { ...launches, to: '2026-12-24' })).rejects.toMatchObject({
    hint: expect.stringContaining('to come'),
  });
});
