import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, startWorld, temporaryFolder } from './world.fixture.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Every call of the vendor's document, as a reader types it: method, path, options of curl, a piece of the answer. */
const calls: readonly (readonly [method: string, path: string, options: readonly string[], answer: string])[] = [
  ['GET', 'ping', [], '{"ping":"pong"}'],
  ['GET', 'conferences/active', [], '"name":"Weekly team meeting"'],
  ['GET', 'conferences/inactive?page=1', [], '"id":10005'],
  ['GET', 'conferences.xml', [], '<?xml'],
  [
    'POST',
    'conferences',
    [
      ...['-d', 'name=My meeting', '-d', 'room_type=meeting', '-d', 'permanent_room=false', '-d', 'access_type=3'],
      ...['-d', 'custom_room_url_name=my_meeting', '-d', 'lobby_description=My lobby', '-d', 'lobby_enabled=true'],
      ...['-d', 'starts_at=2031-08-26 10:13:27', '-d', 'duration=1:20', '-d', 'timezone=America/New_York'],
      ...['-d', 'skin_id=5', '-d', 'registration[enabled]=true', '-d', 'registration[template]=3'],
      ...[
        '-d',
        'settings[thank_you_emails_enabled]=false',
        '--data-urlencode',
        'settings[thank_you_page_url]=https://a.test/?b=1&c=2',
      ],
    ],
    '"ends_at":"2031-08-26T11:33:00-04:00"',
  ],
  ['GET', 'conferences/10006', [], '"thank_you_page_url":"https://a.test/?b=1&c=2"'],
  ['PUT', 'conferences/10006', ['-d', 'name=My%20next%20meeting&status=active'], '"name":"My next meeting"'],
  ['PUT', 'conferences/10006', ['-d', 'registration[enabled]=1'], '"registration_enabled":1'],
  ['PUT', 'conferences/10006', ['-d', 'registration[enabled]=1&registration[template]=2'], '"registration_enabled":1'],
  ['GET', 'conferences/skins', [], '"id":"5"'],
  ['POST', 'conferences/10006/tokens', ['-d', 'how_many=2'], '"sent_to_email":null'],
  ['GET', 'conferences/10006/tokens', [], '"access_tokens":[{"token":"'],
  [
    'POST',
    'conferences/10001/room/autologin_hash',
    ['-F', 'email=a@b.co', '-F', 'nickname=Ann', '-F', 'role=host'],
    '{"autologin_hash":"',
  ],
  [
    'POST',
    'conferences/10006/invitation/email/en',
    ['-d', 'attendees[0][email]=a@b.co', '-d', 'attendees[0][template]=basic', '-d', 'attendees[0][role]=presenter'],
    '{"status":"OK"}',
  ],
  [
    'POST',
    'conferences/10006/registration',
    [
      '-d',
      'registration[1]=A&registration[2]=B&registration[3]=a@b.co',
      '-d',
      'confirmation_email[enabled]=1&confirmation_email[lang]=en',
    ],
    '{"status":"OK","exist":0,"url":"',
  ],
  ['GET', 'conferences/10006/registrations/all', [], '"Email Address":"a@b.co"'],
  ['GET', 'conferences/10006/registrations/active', [], '"registration_confirmed":"null"'],
  ['GET', 'conferences/10005/sessions', [], '"id":20001'],
  ['GET', 'conferences/10005/sessions/20001', [], '"pdf":{"en":{"generate_pdf_url":"'],
  ['GET', 'conferences/10005/sessions/20001/attendees', [], '"uid":"'],
  ['GET', 'conferences/10005/sessions/20001/registrations', [], '"session_id":20001'],
  ['GET', 'conferences/10005/sessions/20001/generate-pdf/pl', [], '{"status":"NEW","progress":0}'],
  ['POST', 'contacts', ['-d', 'email=a@b.co&firstname=A&lastname=B&phone=123&company=C&country=US'], '{"status":"OK"}'],
  ['GET', 'time_zone_list', [], '"America/New_York"'],
  ['GET', 'time_zone_list/us', [], '"America/Chicago"'],
  ['GET', 'phone_gateways', [], '"geo":{"lat":"'],
  ['GET', 'file-library', [], '"id":40001'],
  ['GET', 'file-library/conferences/10002', [], '"id":40002'],
  ['GET', 'file-library/40002', [], '"document_type":"presentation_pdf"'],
  ['DELETE', 'file-library/40002', [], '{"response":"OK"}'],
  ['GET', 'conferences/10005/recordings', [], '"id":30001'],
  ['DELETE', 'conferences/10005/recordings/30001', [], '{"STATUS":"OK"}'],
  ['DELETE', 'conferences/10005/recordings', [], '{"STATUS":"OK"}'],
  ['GET', 'chats', [], '"download_link":"'],
  ['DELETE', 'conferences/10006', [], '{"result":"OK"}'],
];

test.skipIf(!hasCurl)('curl makes every call of the vendor document', { timeout: 60_000 }, async () => {
  const { url, key, look } = await startWorld();
  for (const [method, path, options, answer] of calls) {
    const given = ['-sS', '-g', '-X', method, '-H', `X-Api-Key: ${key}`, ...options, `${url}/${path}`];
    const text = (await run('curl', given)).replaceAll('\\/', '/');
    expect(`${method} ${path} ${text}`).toContain(answer);
  }
  expect(await look('/conferences/active')).toHaveLength(4);
  expect(await look('/file-library')).toHaveLength(1);
});

test.skipIf(!hasCurl)('curl uploads and downloads with the lines of the vendor document', async () => {
  const { url, key, ask } = await startWorld();
  const folder = temporaryFolder();
  const bytes = (await ask('GET', '/file-library/40001/download')).bytes;
  writeFileSync(join(folder, 'profile.png'), bytes);
  const upload = ['-X', 'POST', '-F', 'uploaded=@profile.png', '-H', 'Content-Type: multipart/form-data'];
  for (const path of ['/file-library', '/file-library/conferences/10001']) {
    const given = ['-sS', ...upload, '-H', `X-Api-Key: ${key}`, url + path];
    const file = JSON.parse(await run('curl', given, { cwd: folder }));
    expect(file).toMatchObject({ name: 'profile.png', status: 'converted' });
    const download = ['-sS', '-o', 'file_name', '-X', 'GET', '-H', `X-Api-Key: ${key}`, file.url];
    await run('curl', download, { cwd: folder });
    expect(readFileSync(join(folder, 'file_name')).equals(bytes)).toBe(true);
  }
  await run('curl', ['-sS', '-o', 'chat.zip', '-X', 'GET', '-H', `X-Api-Key: ${key}`, `${url}/chats/20001`], {
    cwd: folder,
  });
  expect(readFileSync(join(folder, 'chat.zip')).toString('latin1', 0, 4)).toBe('PK\x03\x04');
});
