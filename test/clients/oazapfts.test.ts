import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSource } from 'oazapfts';
import { expect, test } from 'vitest';
import { bundled, documentFile, startWorld, temporaryFolder } from './world.fixture.ts';

/** The client that oazapfts makes of the document; answers carry the status beside the data. */
async function startClient(): Promise<any> {
  const folder = temporaryFolder();
  const source = join(folder, 'client.ts');
  writeFileSync(source, await generateSource(documentFile));
  const client = await bundled(source, folder);
  const world = await startWorld();
  Object.assign(client.defaults, { baseUrl: world.url, headers: { 'x-api-key': world.key } });
  return { ...world, client };
}

test('a client made by oazapfts runs the whole story of a room', { timeout: 60_000 }, async () => {
  const { client, look, ask, sandbox } = await startClient();
  const made = await client.createConference({
    name: 'Made by oazapfts',
    room_type: 'webinar',
    permanent_room: false,
    access_type: 3,
    starts_at: '2031-01-10 09:00',
    duration: '0:45',
    timezone: 'Asia/Tokyo',
    registration: { enabled: true, template: 2 },
    settings: { recorder_autostart_enabled: true, thank_you_page_url: 'https://example.com/?a=1&b=2' },
  });
  expect(made.status).toBe(201);
  const { id } = made.data.room;
  expect((await look(`/conferences/${id}`)).conference).toMatchObject({
    starts_at: '2031-01-10T09:00:00+09:00',
    ends_at: '2031-01-10T09:45:00+09:00',
    registration_enabled: 1,
    settings: { recorder_autostart_enabled: true, thank_you_page_url: 'https://example.com/?a=1&b=2' },
  });
  expect((await client.listActiveConferences({ page: 1 })).data.map((room: any) => room.id)).toContain(id);
  await client.updateConference(id, { name: 'Changed', settings: { recorder_autostart_enabled: false } });
  expect((await client.getConference(id)).data.conference).toMatchObject({
    name: 'Changed',
    settings: { recorder_autostart_enabled: false, thank_you_page_url: 'https://example.com/?a=1&b=2' },
  });
  const { data } = await client.createAccessTokens(id, { how_many: 3 });
  const [first] = data.access_tokens;
  await client.sendInvitation(id, 'de', { attendees: [{ email: 'a+b@example.com' }, { email: 'c@example.com' }] });
  expect(JSON.stringify(sandbox.world.outbox.list())).toContain('a+b@example.com');
  expect((await client.getTokenByEmail(id, { email: 'a+b@example.com' })).data).toEqual([first.token]);
  await client.deactivateTokens(id, { tokens: [first.token] });
  expect((await look(`/conferences/${id}/tokens`)).access_tokens).toHaveLength(2);
  const registered = await client.registerParticipant(id, {
    registration: { 1: 'Eva', 2: 'Nowak', 3: 'eva@example.com', 10: 'ACME & Co' },
    confirmation_email: { enabled: true, lang: 'pl' },
  });
  expect(registered.data).toMatchObject({ status: 'OK', exist: 0 });
  expect((await client.listRegistrations(id, 'all')).data).toMatchObject([
    { email: 'eva@example.com', fields: { Company: 'ACME & Co' } },
  ]);
  expect((await client.deleteConference(id)).data).toEqual({ result: 'OK' });
  expect((await ask('GET', `/conferences/${id}`)).status).toBe(404);
  expect(await client.getConference(id)).toMatchObject({ status: 404, data: { code: 404 } });
  expect(await client.createConference({ name: 'x' })).toMatchObject({
    status: 422,
    data: { name: 'VALIDATION_ERROR' },
  });

  expect((await client.getSessionAttendees(10005, 20001)).data).toHaveLength(4);
  expect((await client.generateSessionReport(10005, 20001, 'en')).data).toEqual({ status: 'NEW', progress: 0 });
  expect((await client.listAllRecordings()).data).toMatchObject([{ conference_id: 10005 }]);
  expect((await client.createContact({ email: 'x@example.com', firstname: 'X', lastname: 'Y' })).data).toEqual({
    status: 'OK',
  });
  const uploaded = await client.uploadConferenceFile(10001, { uploaded: new File(['Hallo\n'], 'hallo.txt') });
  expect(uploaded).toMatchObject({ status: 201, data: { name: 'hallo.txt' } });
  expect((await client.downloadFile(uploaded.data.id)).data).toBe('Hallo\n');
  expect(await look('/file-library/conferences/10001')).toHaveLength(1);
});
