import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import { type Collections, openCollections } from '../collections.ts';
import { roomViews } from './view.ts';

const ids = (rooms: { id: number }[]) => rooms.map(({ id }) => id);

test('a page of rooms asks once for the recordings of all of them', async () => {
  const { sandbox } = await bootApi();
  const db = openCollections(sandbox.world.store);
  let questions = 0;
  const refuse = () => {
    throw new Error('A list reads nothing but recordings');
  };
  const only = new Proxy(db, {
    get: (target, name) => {
      if (name !== 'recordings') return refuse();
      questions += 1;
      return target.recordings;
    },
  }) satisfies Collections;
  const views = roomViews(sandbox.world, only, db.rooms.all());
  expect([views.length, questions]).toEqual([6, 1]);
});

test('a room set inactive moves from one list to the other, and back', async () => {
  const { send } = await bootApi();
  const lists = async () => {
    const both = (await send('GET', '/conferences')).json;
    return [ids(both.active_conferences).includes(10001), ids(both.inactive_conferences).includes(10001)];
  };
  await send('PUT', '/conferences/10001', { form: 'status=inactive' });
  expect(await lists()).toEqual([false, true]);
  await send('PUT', '/conferences/10001', { form: 'status=active' });
  expect(await lists()).toEqual([true, false]);
});

test('a room that left the list after six months comes back with a change', async () => {
  const { send, advance } = await bootApi();
  const listed = async () => ids((await send('GET', '/conferences/inactive')).json).includes(10005);
  advance(180 * 24 * 60);
  expect(await listed()).toBe(false);
  await send('PUT', '/conferences/10005', { form: 'name=Spring again' });
  expect(await listed()).toBe(true);
  await send('PUT', '/conferences/10005', { form: 'status=active&permanent_room=1' });
  advance(400 * 24 * 60);
  expect(ids((await send('GET', '/conferences/active')).json)).toContain(10005);
});

test('permanent_room alone makes a scheduled room permanent, and a permanent one begin now', async () => {
  const { send } = await bootApi();
  const permanent = await send('PUT', '/conferences/10002', { form: 'permanent_room=true' });
  for (const field of ['starts_at', 'ends_at', 'ccc']) expect(permanent.json.conference).not.toHaveProperty(field);
  const scheduled = await send('PUT', '/conferences/10001', { form: 'permanent_room=0' });
  expect(scheduled.json.conference).toMatchObject({
    permanent_room: false,
    starts_at: '2026-11-20T12:00:00+01:00',
    ends_at: '2026-11-20T15:00:00+01:00',
  });
  const again = await send('PUT', '/conferences/10002', { form: 'permanent_room=0' });
  expect(again.json.conference.ends_at).toBe('2026-11-20T13:30:00+01:00');
});

test.each([
  ['', 'unchanged'],
  ['permanent_room=', 'unchanged'],
  ['unknown=1', 'unchanged'],
  ['lobby_enabled=1', 'changed'],
])('a change with %j leaves the room %s', async (form, expected) => {
  const { send, advance } = await bootApi();
  const updated = async () => (await send('GET', '/conferences/10003')).json.conference.updated_at;
  const before = await updated();
  advance(1);
  expect((await send('PUT', '/conferences/10003', { form })).status).toBe(200);
  expect((await updated()) === before ? 'unchanged' : 'changed').toBe(expected);
});

test('a password outlives other access types, and is shown only for its own', async () => {
  const { send } = await bootApi();
  const change = async (form: string) => (await send('PUT', '/conferences/10003', { form })).json.conference;
  expect(await change('access_type=1')).not.toHaveProperty('password');
  expect((await change('access_type=2&password=')).password).toBe('open-sesame');
  expect((await change('password=new')).password).toBe('new');
});
