import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
// @ts-expect-error: the package has no types.
import client from 'clickmeeting-node-api';
import { expect, test } from 'vitest';
import { startWorld, temporaryFolder } from './world.fixture.ts';

/** The package as its users have it: every call gives the response and the body's text. It puts all fields into the query. */
async function startClient() {
  const world = await startWorld();
  client.setup({ base: `${world.url}/`, key: world.key });
  const call = async (name: string, ...given: unknown[]): Promise<any> => {
    const { res, body } = await client[name](...given);
    expect([name, body, res.statusCode < 300]).toEqual([name, body, true]);
    return JSON.parse(body);
  };
  return { ...world, client, call };
}

test('clickmeeting-node-api makes, changes and deletes a room', async () => {
  const { call, look, ask } = await startClient();
  expect(await call('conferences')).toHaveLength(4);
  expect(await call('conferences', 'inactive')).toMatchObject([{ id: 10005 }]);
  const { room } = await call('addConference', {
    name: 'Zażółć & <b>gęślą</b> +100%',
    room_type: 'meeting',
    permanent_room: false,
    access_type: 3,
    starts_at: '2031-07-01 10:00:00',
    duration: '1:20',
    timezone: 'America/New_York',
    'settings[recorder_autostart_enabled]': 1,
    'registration[enabled]': 'true',
  });
  expect((await look(`/conferences/${room.id}`)).conference).toMatchObject({
    name: 'Zażółć & <b>gęślą</b> +100%',
    starts_at: '2031-07-01T10:00:00-04:00',
    ends_at: '2031-07-01T11:20:00-04:00',
    settings: { recorder_autostart_enabled: true },
    registration_enabled: 1,
  });
  expect(await call('editConference', room.id, { name: 'Renamed', lobby_enabled: 'false' })).toMatchObject({
    conference: { id: room.id, name: 'Renamed', lobby_enabled: false },
  });
  expect(await call('conference', room.id)).toMatchObject({ conference: { name: 'Renamed' } });
  const { access_tokens } = await call('generateConferenceTokens', room.id, { how_many: 2 });
  expect(await call('conferenceTokens', room.id)).toEqual({ access_tokens });
  const person = { email: 'jo+1@example.com', nickname: 'Jo', role: 'listener', token: access_tokens[0].token };
  expect((await call('conferenceAutologinHash', room.id, person)).autologin_hash).toMatch(/^\w{40,}$/);
  expect(await call('deleteConference', room.id)).toEqual({ result: 'OK' });
  expect((await ask('GET', `/conferences/${room.id}`)).status).toBe(404);
});

test('clickmeeting-node-api invites and registers people, with brackets in its names', async () => {
  const { call, look, sandbox } = await startClient();
  const invited = { 'attendees[0][email]': 'eva@example.com', template: 'basic', role: 'listener' };
  expect(await call('sendConferenceEmailInvitations', 10002, 'pl', invited)).toEqual({ status: 'OK' });
  expect(JSON.stringify(sandbox.world.outbox.list())).toContain('eva@example.com');
  const person = { 'registration[1]': 'Eva', 'registration[2]': 'Nowak', 'registration[3]': 'eva@example.com' };
  expect(await call('addConferenceRegistration', 10002, person)).toMatchObject({ status: 'OK', exist: 0 });
  expect(await call('addConferenceRegistration', 10002, person)).toMatchObject({ status: 'OK', exist: 1 });
  const emails = (await call('conferenceRegistrations', 10002, 'all')).map(({ email }: any) => email);
  expect(emails).toContain('eva@example.com');
  expect(await look('/conferences/10002/registrations')).toHaveLength(4);
});

test('clickmeeting-node-api reads what has taken place', async () => {
  const { call, look, client } = await startClient();
  expect(await call('conferenceSessions', 10005)).toMatchObject([{ id: 20001, total_visitors: 4 }]);
  expect((await call('conferenceSession', 10005, 20001)).attendees).toHaveLength(4);
  expect(await call('conferenceSessionAttendees', 10005, 20001)).toMatchObject([{ rating: '5' }, {}, {}, {}]);
  expect(await call('generateConferenceSessionPDF', 10005, 20001, 'de')).toEqual({ status: 'NEW', progress: 0 });
  expect(await call('chats')).toMatchObject([{ id: 20001 }]);
  expect((await client.conferenceSessionChats(20001)).body.slice(0, 2)).toBe('PK');
  expect(await call('conferenceRecordings', 10005)).toMatchObject([{ id: 30001 }]);
  expect(await call('deleteConferenceRecording', 10005, 30001)).toEqual({ STATUS: 'OK' });
  expect(await look('/conferences/recordings')).toEqual([]);
  expect(await call('deleteConferenceRecordings', 10005)).toEqual({ STATUS: 'OK' });
});

test('clickmeeting-node-api forgets a slash where it lists registrations of a session, and is told so', async () => {
  const { client } = await startClient();
  const { res, body } = await client.conferenceSessionRegistrations(10005, 20001, 'all');
  expect([res.statusCode, JSON.parse(body)]).toMatchObject([
    404,
    { code: 404, errors: [{ name: expect.any(String) }] },
  ]);
});

test('clickmeeting-node-api uploads, downloads and deletes a file, and reads the lists', async () => {
  const { call, client, look, ask } = await startClient();
  const path = join(temporaryFolder(), 'notes ä.txt');
  writeFileSync(path, 'Grüße\n');
  const file = await call('addFileLibraryFile', path);
  expect(file).toMatchObject({ name: 'notes ä.txt' });
  expect((await client.fileLibraryContent(file.id)).body).toBe('Grüße\n');
  expect(await call('fileLibraryFile', file.id)).toMatchObject({ id: file.id });
  expect((await look('/file-library')).map(({ id }: any) => id)).toContain(file.id);
  expect(await call('fileLibrary')).toHaveLength(3);
  expect(await call('conferenceFileLibrary', 10002)).toMatchObject([{ name: 'agenda.pdf' }]);
  expect(await call('deleteFileLibraryFile', file.id)).toEqual({ response: 'OK' });
  expect((await ask('GET', `/file-library/${file.id}`)).status).toBe(404);
  expect(await call('conferenceSkins')).toHaveLength(11);
  expect((await call('timeZoneList')).length).toBeGreaterThan(400);
  expect(await call('countryTimeZoneList', 'pl')).toEqual(['Europe/Warsaw']);
  expect((await call('phoneGatewayList')).length).toBeGreaterThan(10);
});
