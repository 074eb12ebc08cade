import { expect, test } from 'vitest';
import { bootActions } from './on-sandbox.fixture.ts';

const person = (name: string) => ({ first_name: name, last_name: 'Test', email: `${name.toLowerCase()}@example.com` });

test('a list is registered, and each person gets a status and a link', async () => {
  const { run } = await bootActions();
  const people = [person('Eva'), person('Jan'), { ...person('Eva'), email: 'EVA@example.com' }];
  const first = await run('register-participants', { room_id: 10002, people });
  expect(first).toMatchObject({ registered: 2, already_registered: 0, failed: 0 });
  expect(first.items.map(({ status }: any) => status)).toEqual(['registered', 'registered', 'repeated']);
  expect(first.items[0].url).toMatch(/\?r=/);
  const again = await run('register-participants', { room_id: 10002, people: [...people.slice(0, 2), person('Ola')] });
  expect(again).toMatchObject({ registered: 1, already_registered: 2 });
  expect(again.items[0].url).toBe(first.items[0].url);
});

test('a room that takes no registrations is refused once, with what to do', async () => {
  const { run, made } = await bootActions();
  await expect(run('register-participants', { room_id: 10001, people: [person('Eva')] })).rejects.toMatchObject({
    code: 'upstream_refused',
    message: 'Registration is off for room 10001 "Weekly team meeting"',
    hint: expect.stringContaining('"enabled": true'),
  });
  await expect(run('register-participants', { room_id: 10005, people: [person('Eva')] })).rejects.toThrow(
    'is inactive',
  );
  expect(made.filter(({ line }) => line.startsWith('POST'))).toEqual([]);
});

test('a person whom the app refuses does not stop the others', async () => {
  const { run, sandbox, hooks } = await bootActions();
  let posts = 0;
  hooks.before = (line) => {
    if (line.startsWith('POST') && ++posts === 2)
      sandbox.faults.add({
        method: 'POST',
        status: 422,
        count: 1,
        body: { code: 422, name: 'VALIDATION_ERROR', errors: [] },
      });
  };
  const people = ['A', 'B', 'C', 'D', 'E', 'F'].map(person);
  const answer = await run('register-participants', { room_id: 10002, people });
  expect(answer).toMatchObject({ registered: 5, failed: 1 });
  expect(answer.items.find(({ status }: any) => status === 'refused').error).toContain('VALIDATION_ERROR');
});

test('an app that fails in the middle stops the registrations, and says who is left', async () => {
  const { run, sandbox, hooks } = await bootActions();
  let posts = 0;
  hooks.before = (line) => {
    if (line.startsWith('POST') && ++posts === 5) sandbox.faults.add({ method: 'POST', status: 502, after: true });
  };
  const people = Array.from({ length: 30 }, (_, index) => person(`P${index}`));
  const answer = await run('register-participants', { room_id: 10002, people });
  expect(answer.registered).toBeGreaterThan(0);
  expect(answer.failed).toBe(30 - answer.registered);
  expect(new Set(answer.items.map(({ status }: any) => status))).toEqual(
    new Set(['registered', 'unknown', 'not_tried']),
  );
  expect(answer.notes[0]).toMatch(/^Stopped: .*502/);
  sandbox.faults.clear();
  const again = await run('register-participants', { room_id: 10002, people });
  expect(again).toMatchObject({ failed: 0 });
  expect(again.registered + again.already_registered).toBe(30);
});

test('people invited to a room with tokens get their token and link', async () => {
  const { run, sandbox } = await bootActions();
  const people = [
    { email: 'eva@example.com' },
    { email: 'Jan@example.com', firstname: 'Jan' },
    { email: 'EVA@example.com' },
  ];
  const answer = await run('invite-participants', { room_id: 10004, people, lang: 'pl' });
  expect(answer).toMatchObject({ invited: 2, failed: 0 });
  expect(answer.items.map(({ status }: any) => status)).toEqual(['invited', 'invited', 'repeated']);
  const [eva, jan] = answer.items;
  expect(eva.token).toMatch(/^[A-Z0-9]{6}$/);
  expect(eva.token).not.toBe(jan.token);
  expect(eva.link).toBe(`${sandbox.world.origin}/paid-masterclass/${eva.token}`);
  expect((await sandbox.fetch(new Request(eva.link))).status).toBe(200);
  const { items } = await run('invite-participants', {
    room_id: 10004,
    people: people.slice(0, 1),
    skip_invited: true,
  });
  expect(items).toEqual([{ ...eva, status: 'already_invited' }]);
});

test('tokens that come late are waited for, and told when they do not come', async () => {
  const { run, sandbox, hooks, slept } = await bootActions();
  let lists = 0;
  const late = { access_tokens: [] };
  hooks.before = (line) => {
    if (line === 'GET /v1/conferences/10004/tokens' && ++lists <= 2)
      sandbox.faults.add({ method: 'GET', status: 200, body: late, count: 1 });
  };
  const input = { room_id: 10004, people: [{ email: 'eva@example.com' }] };
  expect((await run('invite-participants', input)).items[0].token).toBeDefined();
  expect(slept).toEqual([500, 1000]);
  hooks.before = (line) => {
    if (line === 'GET /v1/conferences/10004/tokens')
      sandbox.faults.add({ method: 'GET', status: 200, body: late, count: 1 });
  };
  const answer = await run('invite-participants', { ...input, wait_seconds: 3 });
  expect(answer.items).toEqual([{ email: 'eva@example.com', status: 'invited' }]);
  expect(answer.notes).toEqual(['No token yet for eva@example.com: get-token-by-email gives it later']);
});

test('an open room is invited to by its address', async () => {
  const { run, sandbox } = await bootActions();
  const { items } = await run('invite-participants', { room_id: 10001, people: [{ email: 'eva@example.com' }] });
  expect(items).toEqual([
    { email: 'eva@example.com', status: 'invited', link: `${sandbox.world.origin}/weekly-team-meeting` },
  ]);
});

test('a batch with one address that the app refuses goes out one by one', async () => {
  const { run, sandbox, made } = await bootActions();
  sandbox.faults.add({ method: 'POST', status: 422, count: 1 });
  const people = ['a', 'b', 'c'].map((name) => ({ email: `${name}@example.com` }));
  expect(await run('invite-participants', { room_id: 10001, people })).toMatchObject({ invited: 3, failed: 0 });
  expect(made.filter(({ line }) => line.startsWith('POST'))).toHaveLength(4);
});

test('an invitation whose fate is unknown is said to be so and not repeated', async () => {
  const { run, sandbox, hooks } = await bootActions();
  let posts = 0;
  hooks.before = (line) => {
    if (line.startsWith('POST') && ++posts === 2)
      sandbox.faults.add({ method: 'POST', status: 504, after: true, count: 1 });
  };
  const people = Array.from({ length: 120 }, (_, index) => ({ email: `p${index}@example.com` }));
  const answer = await run('invite-participants', { room_id: 10001, people });
  expect(answer).toMatchObject({ invited: 50, failed: 70 });
  expect([answer.items[60].status, answer.items[110].status]).toEqual(['unknown', 'not_tried']);
  expect(posts).toBe(2);
});
