import { join } from 'node:path';
import { generate } from 'openapi-typescript-codegen';
import { expect, test } from 'vitest';
import { bundled, documentFile, startWorld, temporaryFolder } from './world.fixture.ts';

/** The client that openapi-typescript-codegen makes of the document. It sends flat forms as multipart text fields. */
async function startClient(): Promise<any> {
  const folder = temporaryFolder();
  await generate({ input: documentFile, output: join(folder, 'client'), httpClient: 'fetch' });
  const client = await bundled(join(folder, 'client/index.ts'), folder);
  const world = await startWorld();
  Object.assign(client.OpenAPI, { BASE: world.url, HEADERS: { 'X-Api-Key': world.key } });
  return { ...world, client };
}

test('a client made by openapi-typescript-codegen runs the whole story', { timeout: 60_000 }, async () => {
  const { client, look, ask, sandbox } = await startClient();
  const { RoomsService, TokensService, RegistrationsService, InvitationsService, ContactsService } = client;
  const { SessionsService, RecordingsService, ChatsService, FilesService, ListsService } = client;
  const { room } = await RoomsService.createConference({
    name: 'Ünïcode "quoted"',
    room_type: 'meeting',
    permanent_room: true,
    access_type: 3,
    settings: { show_on_personal_page: false },
  });
  expect((await look(`/conferences/${room.id}`)).conference).toMatchObject({
    name: 'Ünïcode "quoted"',
    settings: { show_on_personal_page: false },
  });
  await RoomsService.updateConference(room.id, { status: 'inactive' });
  expect((await RoomsService.listInactiveConferences()).map(({ id }: any) => id)).toContain(room.id);
  const { access_tokens } = await TokensService.createAccessTokens(room.id, { how_many: 2 });
  expect(await look(`/conferences/${room.id}/tokens`)).toEqual({ access_tokens });
  const person = { email: 'ann@example.com', nickname: 'Ann Ü', role: 'presenter', token: access_tokens[1].token };
  expect(await TokensService.generateAutologinHash(room.id, person)).toEqual({ autologin_hash: expect.any(String) });
  expect(await RoomsService.deleteConference(room.id)).toEqual({ result: 'OK' });
  await expect(RoomsService.getConference(room.id)).rejects.toMatchObject({ status: 404, body: { name: 'NOT_FOUND' } });
  expect((await ask('GET', `/conferences/${room.id}`)).status).toBe(404);

  await InvitationsService.sendInvitation(10004, 'en', {
    attendees: [{ email: 'zoe@example.com' }],
    role: 'presenter',
  });
  expect(JSON.stringify(sandbox.world.outbox.list())).toContain('zoe@example.com');
  const registration = { 1: 'Zoe', 2: 'Zed', 3: 'zoe@example.com' };
  expect(await RegistrationsService.registerParticipant(10002, { registration })).toMatchObject({ exist: 0 });
  expect(await look('/conferences/10002/registrations/active')).toHaveLength(4);
  expect(await ContactsService.createContact({ email: 'z@example.com', firstname: 'Z', lastname: 'Z' })).toEqual({
    status: 'OK',
  });
  expect((await SessionsService.getSession(10005, 20001)).attendees).toHaveLength(4);
  expect(await RecordingsService.deleteRecording(10005, 30001)).toEqual({ STATUS: 'OK' });
  expect(await look('/conferences/10005/recordings')).toEqual([]);
  expect(await ChatsService.listChats()).toHaveLength(1);
  const file = await FilesService.uploadFile({ uploaded: new File(['# Notes\n'], 'notes.txt') });
  expect(await FilesService.downloadFile(file.id)).toBe('# Notes\n');
  expect(await FilesService.deleteFile(file.id)).toEqual({ response: 'OK' });
  expect(await ListsService.ping()).toEqual({ ping: 'pong' });
  expect(await ListsService.listTimezonesByCountry('PL')).toEqual(['Europe/Warsaw']);
});
