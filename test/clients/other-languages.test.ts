import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, startWorld, temporaryFolder } from './world.fixture.ts';

function isInstalled(program: string, ...given: string[]): boolean {
  return spawnSync(program, given).status === 0;
}

/** Runs a script of this folder against a sandbox; it prints what it was answered. */
async function play(program: string, script: string) {
  const world = await startWorld();
  const file = join(temporaryFolder(), 'notes.txt');
  writeFileSync(file, 'Zażółć\n');
  const said = JSON.parse(await run(program, [join(import.meta.dirname, script), world.url, world.key, file]));
  return { ...world, said };
}

const hasPhp = isInstalled('php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);');

test.skipIf(!hasPhp)('PHP with curl, streams and http_build_query has its effects', { timeout: 60_000 }, async () => {
  const { said, look, sandbox } = await play('php', 'story.php');
  const { conference } = await look(`/conferences/${said.room.id}`);
  expect(conference).toMatchObject({
    name: 'Changed',
    starts_at: '2031-05-06T07:08:00+02:00',
    ends_at: '2031-05-06T09:08:00+02:00',
    registration_enabled: 1,
    settings: { show_on_personal_page: false, phonegateway_enabled: false },
  });
  expect([said.room.name, said.xmlName, said.skins]).toEqual(['PHP & Söhne', 'Changed', 11]);
  const tokens = (await look(`/conferences/${said.room.id}/tokens`)).access_tokens;
  expect(tokens.map((each: any) => each.sent_to_email)).toEqual(
    expect.arrayContaining(['a@example.com', 'b@example.com']),
  );
  expect(said.invited).toEqual({ status: 'OK' });
  expect(said.registered).toMatchObject({ status: 'OK', exist: 0 });
  expect(await look(`/conferences/${said.room.id}/registrations/all`)).toMatchObject([
    { fields: { 'First Name': 'Ä' } },
  ]);
  expect(said.login.autologin_hash).toMatch(/^\w+$/);
  expect([said.uploaded.name, said.content]).toEqual(['agenda.txt', 'Zażółć\n']);
  expect(said.refused).toMatchObject({ code: 422, name: 'VALIDATION_ERROR' });
  expect([said.attendees.length, said.recordings]).toEqual([4, { STATUS: 'OK' }]);
  expect(await look('/conferences/10005/recordings')).toEqual([]);
  expect(JSON.stringify(sandbox.world.outbox.list())).toContain('c@example.com');
});

test.skipIf(!isInstalled('python3', '-V'))('Python with urllib has its effects', { timeout: 60_000 }, async () => {
  const { said, look, ask } = await play('python3', 'story.py');
  expect(said.room).toMatchObject({
    name: 'Pythön',
    permanent_room: true,
    password: 'p&ss wörd',
    lobby_enabled: false,
    registration_enabled: 1,
    settings: { show_on_personal_page: false },
  });
  expect(said.changed.conference).toMatchObject({ name: 'Changed', settings: { phonegateway_enabled: false } });
  expect(said.login.autologin_hash).toMatch(/^\w+$/);
  expect(said.wrong).toMatchObject({ errors: [{ name: 'password' }] });
  expect([said.registered.status, said.invited]).toEqual(['OK', { status: 'OK' }]);
  expect(said.sessions).toMatchObject([{ id: 20001 }]);
  expect((await ask('GET', `/file-library/${said.uploaded.id}/download`)).bytes.toString()).toBe('Zażółć\n');
  expect(Buffer.from(said.downloaded, 'latin1').toString()).toBe('Zażółć\n');
  expect(said.deleted).toEqual({ result: 'OK' });
  expect(await look('/conferences/active')).toHaveLength(4);
});

test.skipIf(!isInstalled('ruby', '-v'))('Ruby with Net::HTTP has its effects', { timeout: 60_000 }, async () => {
  const { said, look, sandbox } = await play('ruby', 'story.rb');
  const { conference } = await look(`/conferences/${said.room.id}`);
  expect(conference).toMatchObject({
    name: 'Changed',
    registration_enabled: 1,
    settings: { connection_status_enabled: false },
  });
  expect([said.room.name, said.unchanged.conference.name]).toEqual(['Rübe', 'Changed']);
  expect([said.tokens.length, said.removed]).toEqual([2, { status: 'OK' }]);
  expect((await look(`/conferences/${said.room.id}/tokens`)).access_tokens).toEqual([]);
  expect(said.registered).toMatchObject({ exist: 0 });
  expect([said.uploaded.name, said.downloaded, said.gone]).toEqual(['notas ñ.txt', 'Zażółć\n', { response: 'OK' }]);
  expect(said.recordings).toEqual({ STATUS: 'OK' });
  expect(await look('/conferences/recordings')).toEqual([]);
  expect(JSON.stringify(sandbox.world.outbox.list())).toContain('r@example.com');
});
