import { expect, test } from 'vitest';
import { bootActions } from './on-sandbox.fixture.ts';

const people = (count: number) => Array.from({ length: count }, (_, index) => ({ email: `p${index}@example.com` }));

test('a room that cannot be read leaves nothing unknown, because nothing was changed', async () => {
  const { run, sandbox } = await bootActions();
  sandbox.faults.add({ method: 'GET', status: 500 });
  const registered = [{ first_name: 'Eva', last_name: 'Nowak', email: 'eva@example.com' }];
  for (const [key, input] of [
    ['register-participants', { room_id: 10002, people: registered }],
    ['invite-participants', { room_id: 10001, people: people(1) }],
    ['delete-conference', { room_id: 10003 }],
  ] as const)
    await expect(run(key, input), key).rejects.toMatchObject({ code: 'upstream_failed' });
});

test('who is invited already is told when the app fails while the others are invited one by one', async () => {
  const { run, sandbox, hooks } = await bootActions();
  let posts = 0;
  hooks.before = (line) => {
    if (!line.startsWith('POST')) return;
    posts += 1;
    if (posts === 2) sandbox.faults.add({ method: 'POST', status: 422, count: 1 });
    if (posts === 3) sandbox.faults.add({ method: 'POST', status: 503 });
  };
  const answer = await run('invite-participants', { room_id: 10001, people: people(60) });
  expect(answer).toMatchObject({ invited: 50, failed: 10 });
  expect([answer.items[0].status, answer.items[59].status]).toEqual(['invited', 'not_tried']);
  expect(answer.notes).toEqual([expect.stringMatching(/^Stopped: .*503.*the others have their e-mail$/)]);
});

test('invitations that have left are told when the tokens cannot be read', async () => {
  const { run, sandbox } = await bootActions();
  sandbox.faults.add({ method: 'GET', path: '/v1/conferences/10004/tokens', status: 503 });
  const answer = await run('invite-participants', { room_id: 10004, people: people(2) });
  expect(answer).toMatchObject({ invited: 2, failed: 0 });
  expect(answer.notes[0]).toContain('The tokens could not be read: ClickMeeting answered');
  expect(answer.items[0]).toEqual({ email: 'p0@example.com', status: 'invited' });
});

test('of two failures at once the one that may have changed something is told', async () => {
  const { run, sandbox, hooks } = await bootActions();
  let posts = 0;
  hooks.before = (line) => {
    if (!line.startsWith('POST')) return;
    posts += 1;
    const status = posts === 1 ? 504 : 503;
    sandbox.faults.add({ method: 'POST', status, count: 1 });
  };
  const registered = ['Eva', 'Jan'].map((name) => ({
    first_name: name,
    last_name: 'Test',
    email: `${name}@example.com`,
  }));
  await expect(run('register-participants', { room_id: 10002, people: registered })).rejects.toMatchObject({
    code: 'outcome_unknown',
  });
});

const event = {
  name: 'Launch',
  room_type: 'webinar',
  permanent_room: false,
  access_type: 1,
  starts_at: '2027-05-14 10:00',
  timezone: 'Europe/Warsaw',
};

test('a room that was made is given, though the look for a twin fails', async () => {
  const { run, sandbox, hooks } = await bootActions();
  hooks.before = (line) => {
    // The fault waits for the first list after the room was made.
    if (line.startsWith('POST')) hooks.before = () => sandbox.faults.add({ method: 'GET', status: 503, count: 1 });
  };
  const made = await run('ensure-conference', event);
  expect(made).toMatchObject({ name: 'Launch', created: true });
  expect(made.warnings).toEqual([expect.stringContaining('is not known')]);
});

test('runs that ensure one event at the same time all give the oldest room', async () => {
  const { run } = await bootActions();
  const answers = await Promise.all([1, 2, 3].map(() => run('ensure-conference', event)));
  const settled = await run('ensure-conference', event);
  expect(settled.created).toBe(false);
  for (const { id } of answers) expect(id).toBe(settled.id);
  expect(answers.filter(({ created }) => created).length).toBeLessThanOrEqual(1);
});

const series = {
  name: 'Course',
  room_type: 'meeting',
  access_type: 1,
  timezone: 'Europe/Warsaw',
  first_starts_at: '2027-01-31 10:00',
};

test('series that are made at the same time are told of each other', async () => {
  const { run } = await bootActions();
  const input = { ...series, repeat: { frequency: 'weekly', count: 2 } };
  const answers = await Promise.all([1, 2].map(() => run('create-conference-series', input)));
  expect(answers.flatMap(({ warnings = [] }) => warnings)).toContainEqual(
    expect.stringContaining('Somebody else made rooms of these dates'),
  );
});

test.each([
  [{ frequency: 'monthly', count: 3 }, ['2027-01-31', '2027-03-31', '2027-05-31'], /2 left out/],
  [{ frequency: 'monthly', until: '2027-02-28' }, ['2027-01-31'], undefined],
  [{ frequency: 'daily', until: '2026-01-01' }, [], /no date in this series/],
])('a series repeated by %j tells what may surprise', async (repeat, days, warning) => {
  const { run } = await bootActions();
  const { items, warnings } = await run('create-conference-series', { ...series, repeat, preview: true });
  expect(items.map(({ starts_at }: any) => starts_at.slice(0, 10))).toEqual(days);
  expect(warnings).toEqual(warning === undefined ? undefined : [expect.stringMatching(warning)]);
});

test('a series with more dates than can be made is cut, and says so', async () => {
  const { run } = await bootActions();
  const long = async (until: string) =>
    run('create-conference-series', { ...series, repeat: { frequency: 'daily', until }, preview: true });
  const cut = await long('2027-12-31');
  expect(cut.items).toHaveLength(100);
  expect(cut.warnings).toEqual([expect.stringContaining('Only the first 100 dates')]);
  expect((await long('2027-05-10')).warnings).toBeUndefined();
});

test('no date lies beyond the years that can be written', async () => {
  const { run } = await bootActions();
  const late = { ...series, repeat: { frequency: 'daily', count: 3 }, preview: true };
  const { items } = await run('create-conference-series', { ...late, first_starts_at: '2999-12-30 10:00' });
  expect(items).toHaveLength(2);
  await expect(run('create-conference', { ...event, starts_at: '9999-12-31 23:30' })).rejects.toThrow(
    'starts_at: the year must be between 1970 and 2999',
  );
});
