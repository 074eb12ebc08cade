import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

// A disk of its own that can be filled; only root may make one.
const disk = mkdtempSync(join(tmpdir(), 'porin-disk-'));
const isMounted = spawnSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0;
if (!isMounted) process.stderr.write('\n*** SKIPPED: no disk can be mounted here, so none is filled ***\n\n');

// The app and its sandbox are elsewhere: only the gateway's own disk is full.
let app: TestGateway;
let gateway: TestGateway;
let connectionId: string;
beforeAll(async () => {
  if (!isMounted) return;
  app = await bootGateway();
  gateway = await bootGateway({
    data: join(disk, 'data'),
    settings: { sandbox: false, appBaseUrls: { clickmeeting: app.sandbox.url }, egressAllowCidrs: '127.0.0.0/8' },
  });
  const { body } = await gateway.call('POST /connections/ensure', {
    body: { appUrl: 'clickmeeting.com', input: app.sandbox.apiKey },
  });
  connectionId = body.id;
});
afterEach(() => rmSync(join(disk, 'filler'), { force: true }));
afterAll(async () => {
  await gateway?.stop();
  await app?.stop();
  if (isMounted) spawnSync('/bin/umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

function fillDisk(): void {
  for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
    for (;;) {
      try {
        writeFileSync(join(disk, 'filler'), Buffer.alloc(size), { flag: 'a' });
      } catch {
        // No room for this much more: try less.
        break;
      }
    }
  }
}

test.skipIf(!isMounted)(
  'on a full disk a write is not sent, the error says why, and all is well once there is room',
  async () => {
    const room = (name: string) => ({ name, room_type: 'meeting', permanent_room: true, access_type: 1 });
    expect((await gateway.run('create-conference', connectionId, room('Before'))).status).toBe(200);
    fillDisk();
    await app.sandbox.forget();
    const refused = [];
    for (let attempt = 0; attempt < 30; attempt++) {
      const before = (await app.sandbox.requests()).length;
      const answer = await gateway.run('create-conference', connectionId, {
        ...room('Full'),
        lobby_description: 'x'.repeat(250),
      });
      const sent = (await app.sandbox.requests()).length - before;
      if (answer.status === 200) continue;
      refused.push(answer);
      expect(sent).toBe(0);
      expect(answer).toMatchObject({ status: 503, body: { type: 'internal', key: 'unavailable' } });
      expect(answer.body.message).toContain('disk is full');
      expect(answer.text).not.toContain(app.sandbox.apiKey);
    }
    expect(refused.length).toBeGreaterThan(0);
    const upload = await gateway.call('POST /files', { raw: 'x'.repeat(100_000), headers: { 'x-file-name': 'x' } });
    expect(upload).toMatchObject({ status: 503, body: { key: 'unavailable' } });
    expect((await gateway.call(`GET /connections/${connectionId}/proxy/ping`)).status).toBe(200);

    rmSync(join(disk, 'filler'));
    expect((await gateway.run('create-conference', connectionId, room('After'))).status).toBe(200);
    const { body } = await gateway.call('GET /action-run-logs?status=running');
    expect(body.items).toEqual([]);
  },
);

test.skipIf(!isMounted)('a gateway that starts on a full disk says so', async () => {
  fillDisk();
  const error = await bootGateway({ data: join(disk, 'other'), settings: { sandbox: false } }).catch(
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ name: 'PorinError', message: expect.stringMatching(/disk is full|no space|ENOSPC/i) });
});
