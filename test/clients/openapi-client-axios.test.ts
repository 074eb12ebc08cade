import { OpenAPIClientAxios } from 'openapi-client-axios';
import { expect, test } from 'vitest';
import { readDocument, startWorld } from './world.fixture.ts';

/** The client that openapi-client-axios builds of the document while it runs; operations are called by their ids. */
async function startClient() {
  const world = await startWorld();
  const axiosConfigDefaults = { headers: { 'X-Api-Key': world.key }, validateStatus: () => true };
  const api = new OpenAPIClientAxios({
    definition: readDocument(),
    withServer: { url: world.url },
    axiosConfigDefaults,
  });
  const client: Record<string, any> = await api.init();
  const call = async (id: string, ...given: unknown[]) => (await client[id]?.(...given)) as any;
  return { ...world, call };
}

const asForm = { headers: { 'content-type': 'application/x-www-form-urlencoded' } };

test('openapi-client-axios runs the whole story, with forms as axios writes them', async () => {
  const { call, look, ask, sandbox } = await startClient();
  const room = {
    name: 'Axios',
    room_type: 'webinar',
    permanent_room: false,
    access_type: 3,
    starts_at: '2031-03-30 03:30',
  };
  const settings = { social_media_sharing_enabled: false, encryption_enabled: true };
  const made = await call('create-conference', null, { ...room, timezone: 'Europe/Warsaw', settings }, asForm);
  expect([made.status, made.config.data]).toEqual([
    201,
    expect.stringContaining('settings%5Bencryption_enabled%5D=true'),
  ]);
  const { id } = made.data.room;
  expect((await look(`/conferences/${id}`)).conference).toMatchObject({
    starts_at: '2031-03-30T03:30:00+02:00',
    settings,
  });
  const changed = await call('update-conference', { room_id: id }, { registration: { enabled: true, template: 3 } });
  expect(changed.data.conference.registration_enabled).toBe(1);
  expect((await call('list-active-conferences')).data).toHaveLength(5);
  expect((await call('create-access-tokens', id, { how_many: 5 }, asForm)).data.access_tokens).toHaveLength(5);
  const attendees = [{ email: 'one@example.com', firstname: 'One' }, { email: 'two@example.com' }];
  expect((await call('send-invitation', { room_id: id, lang: 'fr' }, { attendees }, asForm)).data).toEqual({
    status: 'OK',
  });
  const { data: tokens } = await call('get-token-by-email', id, { email: 'two@example.com' }, asForm);
  expect(tokens).toHaveLength(1);
  const gone = await call('deactivate-tokens', id, { tokens }, asForm);
  expect(gone.data).toEqual({ status: 'OK' });
  expect((await look(`/conferences/${id}/tokens`)).access_tokens).toHaveLength(4);
  const registration = { 1: 'Ida', 2: 'Ö', 3: 'ida@example.com' };
  const registered = await call(
    'register-participant',
    id,
    { registration, confirmation_email: { enabled: true, lang: 'de' } },
    asForm,
  );
  expect(registered.data).toMatchObject({ status: 'OK', exist: 0 });
  expect(JSON.stringify(sandbox.world.outbox.list())).toContain('ida@example.com');
  expect((await call('list-registrations', { room_id: id, status: 'active' })).data).toMatchObject([
    { fields: { 'Last Name': 'Ö' } },
  ]);
  expect((await call('delete-conference', id)).data).toEqual({ result: 'OK' });
  expect((await ask('GET', `/conferences/${id}`)).status).toBe(404);
});

test('openapi-client-axios fetches what has taken place, and files byte for byte', async () => {
  const { call, look } = await startClient();
  expect((await call('list-sessions', 10005)).data).toMatchObject([{ id: 20001 }]);
  const past = { room_id: 10005, session_id: 20001 };
  expect((await call('get-session-attendees', past)).data).toHaveLength(4);
  expect((await call('list-session-registrations', past)).data).toHaveLength(4);
  const binary = { responseType: 'arraybuffer' };
  const zip = await call('download-chat', 20001, null, binary);
  expect([zip.headers['content-type'], Buffer.from(zip.data).toString('latin1', 0, 4)]).toEqual([
    'application/zip',
    'PK\x03\x04',
  ]);
  const bytes = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), Buffer.alloc(50_000, 0xf7)]);
  const body = new FormData();
  body.append('uploaded', new File([bytes], 'picture.png', { type: 'image/png' }));
  const { status, data } = await call('upload-file', null, body);
  expect([status, data.document_type]).toEqual([201, 'image']);
  expect(Buffer.from((await call('download-file', data.id, null, binary)).data).equals(bytes)).toBe(true);
  expect((await call('delete-file', data.id)).data).toEqual({ response: 'OK' });
  expect(await look('/file-library')).toHaveLength(2);
  const refused = await call('create-contact', null, { email: 'nobody' }, asForm);
  expect([refused.status, refused.data.code, refused.data.errors.map(({ name }: any) => name)]).toEqual([
    422,
    422,
    ['email', 'firstname', 'lastname'],
  ]);
});
