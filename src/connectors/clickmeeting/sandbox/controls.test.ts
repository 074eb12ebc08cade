import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from './api.fixture.ts';
import { openCollections } from './collections.ts';
import { control } from './control.fixture.ts';

const scheduled = 'name=Event&room_type=meeting&permanent_room=0&access_type=1&starts_at=2027-01-10 12:00&duration=1';
const monthMinutes = 30 * 24 * 60;

test('a deleted room comes back with all that belonged to it', async () => {
  const { sandbox, send, advance } = await bootApi();
  const paths = ['', '/sessions', '/sessions/20001/attendees', '/registrations', '/recordings', '/tokens'];
  const read = () => Promise.all(paths.map(async (path) => (await send('GET', `/conferences/10005${path}`)).text));
  const chats = async () => (await send('GET', '/chats')).text;
  await send('GET', '/conferences/10005/sessions/20001/generate-pdf/en');
  const before = [...(await read()), await chats()];
  await send('DELETE', '/conferences/10005');
  expect((await send('GET', '/conferences/10005')).status).toBe(404);
  const restored = await control(sandbox, 'restore-room', { room: 10005 });
  expect(restored.body.output).toMatchObject({ room: 10005, name: 'Spring roadmap webinar' });
  expect([...(await read()), await chats()]).toEqual(before);
  await send('DELETE', '/conferences/10002');
  expect((await send('GET', '/file-library/40002')).status).toBe(200);
  advance(29 * 24 * 60);
  expect((await control(sandbox, 'restore-room', { room: 10002 })).status).toBe(200);
  const files = (await send('GET', '/file-library/conferences/10002')).json;
  expect(files.map(({ id }: { id: number }) => id)).toEqual([40002]);
  expect((await send('GET', '/conferences/10002/registrations')).json).toHaveLength(3);
});

test('not one document is lost when a room is deleted and restored', async () => {
  const { sandbox, send } = await bootApi();
  await control(sandbox, 'hold-session', { room: 10004, attendees: 4, polls: 2 });
  await send('POST', '/conferences/10004/invitation/email/en', { form: 'attendees[0][email]=eva@example.com' });
  const [session] = (await send('GET', '/conferences/10004/sessions')).json;
  await send('GET', `/conferences/10004/sessions/${session.id}/generate-pdf/en`);
  const db = openCollections(sandbox.world.store);
  const all = () => Object.entries(db).map(([name, collection]) => [name, collection.all()]);
  const before = all();
  await send('DELETE', '/conferences/10004');
  expect([db.polls.count(), db.votes.count(), db.invitations.count()]).toEqual([0, 0, 0]);
  await control(sandbox, 'restore-room', { room: 10004 });
  expect(all()).toEqual(before);
});

test('a restored room whose address was taken gets another; tokens open it again', async () => {
  const { sandbox, send } = await bootApi();
  await send('DELETE', '/conferences/10004');
  const form = 'name=x&room_type=meeting&permanent_room=1&access_type=1&custom_room_url_name=paid-masterclass';
  expect((await send('POST', '/conferences', { form })).status).toBe(201);
  await control(sandbox, 'restore-room', { room: 10004 });
  const { conference } = (await send('GET', '/conferences/10004')).json;
  expect(conference.name_url).toBe('paid-masterclass_2');
  expect((await send('GET', '/conferences/10004/tokens')).json.access_tokens).toHaveLength(5);
});

test.each([
  [10001, 'never deleted', 0],
  [77777, 'unknown', 0],
  [10002, 'deleted a month ago', monthMinutes + 20],
])('room %i is not restored: %s', async (room, _why, minutes) => {
  const { sandbox, send, advance } = await bootApi();
  if (minutes > 0) await send('DELETE', `/conferences/${room}`);
  advance(minutes);
  const answer = await control(sandbox, 'restore-room', { room });
  expect([answer.status, answer.body.error.message]).toEqual([404, expect.stringContaining(`no room ${room}`)]);
  expect(answer.body.error.hint).toBe('No deleted room is kept');
});

test('the deletion of a room answers text when asked to, also for an unknown room', async () => {
  const { sandbox, send } = await bootApi();
  await control(sandbox, 'set-options', { deleteReply: 'text' });
  const gone = await send('DELETE', '/conferences/10001');
  expect([gone.status, gone.text]).toEqual([200, '"200 OK"']);
  const unknown = await send('DELETE', '/conferences/10001');
  expect([unknown.status, unknown.text]).toEqual([404, '"404 Not Found"']);
  expect((await send('GET', '/conferences/10001')).json.name).toBe('NOT_FOUND');
});

test('rooms become paid or automated, and stop being it', async () => {
  const { sandbox, send } = await bootApi();
  const flags = async () => {
    const { paid_enabled, automated_enabled } = (await send('GET', '/conferences/10002')).json.conference;
    return [paid_enabled, automated_enabled];
  };
  await control(sandbox, 'set-room-flags', { room: 10002, paid: true });
  expect(await flags()).toEqual([1, 0]);
  await control(sandbox, 'set-room-flags', { room: 10002, paid: false, automated: true });
  expect(await flags()).toEqual([0, 1]);
  await send('PUT', '/conferences/10002', { form: 'name=New&paid_enabled=1' });
  expect(await flags()).toEqual([0, 1]);
  expect((await control(sandbox, 'set-room-flags', { room: 1 })).status).toBe(404);
});

test('the plan limits events at a time: making, moving, waking one up, and asking for a slot', async () => {
  const { sandbox, send } = await bootApi();
  const shown = await control(sandbox, 'set-plan', { maxParallelEvents: 2 });
  expect(shown.body.output).toEqual({ maxAttendees: 100, maxParallelEvents: 2 });
  const make = (extra = '') => send('POST', '/conferences', { form: scheduled + extra });
  await make();
  await make();
  const sizes = sandbox.world.store.sizes();
  const third = await make();
  expect([third.status, third.json.name, fieldsOf(third)]).toEqual([422, 'NOT_AVAILABLE', ['starts_at']]);
  expect(sandbox.world.store.sizes()).toEqual(sizes);
  expect((await make('&starts_at=2027-01-10 13:00')).status).toBe(201);
  const ofOthers = 'permanent_room=0&starts_at=2027-01-10 12:30&duration=0:10';
  expect(fieldsOf(await send('PUT', '/conferences/10008', { form: ofOthers }))).toEqual(['starts_at']);
  const own = 'permanent_room=0&starts_at=2027-01-10 12:10&duration=0:40';
  expect((await send('PUT', '/conferences/10007', { form: own })).status).toBe(200);
  await send('PUT', '/conferences/10007', { form: 'status=inactive' });
  expect((await make()).status).toBe(201);
  expect(fieldsOf(await send('PUT', '/conferences/10007', { form: 'status=active' }))).toEqual(['starts_at']);
  const slot = 'start_time=2027-01-10 11:30:00&duration=0:10';
  expect((await send('POST', '/conference/availability', { form: slot })).status).toBe(422);
  expect((await make('&permanent_room=1')).status).toBe(201);
});

test('events of the sub-account are counted apart', async () => {
  const { sandbox, send } = await bootApi();
  await control(sandbox, 'set-plan', { maxParallelEvents: 1 });
  const { body } = await control(sandbox, 'sub-account');
  const key = body.output.apiKey;
  const form = `${scheduled}&timezone=UTC`;
  expect((await send('POST', '/conferences', { form })).status).toBe(201);
  expect((await send('POST', '/conferences', { key, form })).status).toBe(201);
  expect((await send('POST', '/conferences', { form })).status).toBe(422);
});

test('the plan limits tokens to four for each attendee', async () => {
  const { sandbox, send } = await bootApi();
  await control(sandbox, 'set-plan', { maxAttendees: 2 });
  expect((await send('POST', '/conferences/10004/tokens', { form: 'how_many=4' })).status).toBe(422);
  expect((await send('POST', '/conferences/10004/tokens', { form: 'how_many=3' })).status).toBe(200);
  await control(sandbox, 'set-plan', { maxAttendees: 1000 });
  expect((await send('POST', '/conferences/10004/tokens', { form: 'how_many=1000' })).status).toBe(200);
  await control(sandbox, 'set-plan', { maxAttendees: 1 });
  expect(fieldsOf(await send('POST', '/conferences/10004/tokens', { form: 'how_many=1' }))).toEqual(['how_many']);
  expect((await control(sandbox, 'hold-session', { room: 10001, attendees: 2 })).status).toBe(400);
});

test.each([
  ['set-plan', { maxAttendees: 0 }],
  ['set-plan', { maxAttendees: 1001 }],
  ['set-plan', { maxParallelEvents: 1.5 }],
  ['set-options', { deleteReply: 'xml' }],
  ['set-options', { tokenDelayMs: -1 }],
  ['set-room-flags', { paid: true }],
  ['restore-room', {}],
  ['sub-account', { x: 1 }],
])('%s with %j is refused', async (name, input) => {
  const { sandbox } = await bootApi();
  expect((await control(sandbox, name, input)).status).toBe(400);
});
