import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startGateway } from '../../src/app.ts';
import { PorinError } from '../../src/kernel/errors.ts';
import { resolveSettings } from '../../src/platform/config/resolve.ts';
import { openSqliteFile } from '../../src/platform/storage/sqlite-file.ts';
import { bootGateway } from './gateway.ts';
import { startProgram, temporaryHome, up } from './program.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function temporaryDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'porin-start-'));
  undo.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The error of a start that must fail. */
async function refusal(settings: Record<string, unknown>): Promise<PorinError> {
  const home = temporaryDir();
  const env = { HOME: home, XDG_STATE_HOME: join(home, 'state') };
  const flags = { port: 0, sandboxPortBase: 0, logLevel: 'silent', ...settings };
  const error = await startGateway(resolveSettings(flags, env).config, env).catch((caught: unknown) => caught);
  if (!(error instanceof PorinError)) throw new Error(`Expected a PorinError, got ${String(error)}`);
  return error;
}

/** A data directory in which a gateway has lived and made a connection; its process is gone, and all its locks. */
async function livedIn(): Promise<{ data: string; connectionId: string }> {
  const { data, env, remove } = temporaryHome();
  undo.push(remove);
  const program = await startProgram({ data, env });
  const { id } = await program.sandboxConnection();
  await program.stop();
  return { data, connectionId: id };
}

describe('the data directory', () => {
  test('serves one gateway; the second is refused and the first goes on', async () => {
    const { data, env, remove } = temporaryHome();
    undo.push(remove);
    const first = await startProgram({ data, env });
    undo.push(first.stop);
    const second = up({ data, env });
    expect(await second.ended).not.toBe(0);
    expect(second.said.stderr + second.said.stdout).toContain(data);
    expect(second.said.stderr + second.said.stdout).toMatch(/Another gateway|already runs|is running/);
    expect((await first.call('GET /health')).status).toBe(200);
    expect((await first.sandboxConnection()).state).toBe('READY');
  });

  test('is refused in this process too, with what to do', async () => {
    const gateway = await bootGateway();
    undo.push(gateway.stop);
    const error = await refusal({ data: gateway.dataDir });
    expect(error.code).toBe('conflict');
    expect(error.message).toContain(gateway.dataDir);
    expect(error.hint).toContain('porin down');
  });

  test('keeps what was made across restarts', async () => {
    const { data, connectionId } = await livedIn();
    const gateway = await bootGateway({ data });
    undo.push(gateway.stop);
    expect((await gateway.call(`GET /connections/${connectionId}`)).body.state).toBe('READY');
    expect((await gateway.run('ping', connectionId)).status).toBe(200);
  });

  test('is private to its owner', async () => {
    const { data } = await livedIn();
    expect(statSync(data).mode & 0o077).toBe(0);
    const keys = readdirSync(data).filter((name) => name.includes('key'));
    expect(keys).not.toEqual([]);
    for (const name of keys) expect(statSync(join(data, name)).mode & 0o077).toBe(0);
  });

  test('that cannot be made is named', async () => {
    const file = join(temporaryDir(), 'file');
    writeFileSync(file, '');
    const error = await refusal({ data: join(file, 'data') });
    expect(error.code).toBe('configuration');
    expect(error.message).toContain(join(file, 'data'));
    expect(error.hint).toContain('--data');
  });

  test('that cannot be written is named', async () => {
    const { home, data, env, remove } = temporaryHome();
    undo.push(remove);
    mkdirSync(data, { mode: 0o555 });
    mkdirSync(join(home, 'state'), { mode: 0o777 });
    chmodSync(join(home, 'state'), 0o777);
    const isRoot = process.getuid?.() === 0;
    const program = up({ data, env, ...(isRoot ? { uid: 65_534 } : {}) });
    expect(await program.ended).toBe(1);
    expect(program.said.stderr + program.said.stdout).toContain(`Cannot write in the data directory ${data}`);
    expect(program.said.stderr + program.said.stdout).not.toMatch(/\n\s+at /);
  });

  test('that lost its vault key is not given a new one', async () => {
    const { data } = await livedIn();
    for (const name of readdirSync(data).filter((one) => one.includes('key')))
      rmSync(join(data, name), { recursive: true });
    const error = await refusal({ data });
    expect(error.kind.type).toBe('configuration');
    expect(error.message).toMatch(/key/);
    expect(readdirSync(data).filter((one) => one.includes('key'))).toEqual([]);
  });
});

describe('the database', () => {
  test('locked by another program is said to be', async () => {
    const { data, connectionId } = await livedIn();
    const other = openSqliteFile(join(data, 'porin.db'), { exclusive: true });
    other.exec('begin exclusive');
    const error = await refusal({ data }).finally(() => other.close());
    expect(error.message).toContain('porin.db');
    expect(error.message).toMatch(/lock|use/i);
    const gateway = await bootGateway({ data });
    undo.push(gateway.stop);
    expect((await gateway.call(`GET /connections/${connectionId}`)).status).toBe(200);
  });

  test('of a newer version is left as it is', async () => {
    const { data } = await livedIn();
    const file = openSqliteFile(join(data, 'porin.db'));
    file.exec("insert into porin_migrations (name, applied_at) values ('9999-future', 0)");
    file.close();
    const before = readFileSync(join(data, 'porin.db'));
    const error = await refusal({ data });
    expect(error.kind.type).toBe('configuration');
    expect(error.message).toMatch(/newer/);
    expect(readFileSync(join(data, 'porin.db')).equals(before)).toBe(true);
  });

  test('that is none is left as it is', async () => {
    const data = temporaryDir();
    const content = 'These are my notes, and no database at all. '.repeat(100);
    writeFileSync(join(data, 'porin.db'), content);
    const error = await refusal({ data });
    expect(error.kind.type).toBe('configuration');
    expect(error.message).toContain('porin.db');
    expect(readFileSync(join(data, 'porin.db'), 'utf8')).toBe(content);
  });

  test('cut off in the middle is refused, not emptied', async () => {
    const { data } = await livedIn();
    const path = join(data, 'porin.db');
    const file = openSqliteFile(path);
    file.exec('pragma wal_checkpoint(truncate)');
    file.close();
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
    const whole = readFileSync(path);
    writeFileSync(path, Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 0x5a)]));
    const error = await refusal({ data });
    expect(error.message).toContain('porin.db');
    expect(statSync(path).size).toBeGreaterThan(4096);
  });
});

describe('a start that fails', () => {
  test('for a vault key that opens nothing says so, and the right key goes on', async () => {
    const data = join(temporaryDir(), 'data');
    const [vaultKey, wrong] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    const first = await bootGateway({ data, settings: { vaultKey } });
    const { id } = await first.sandboxConnection();
    await first.stop();
    const error = await refusal({ data, vaultKey: wrong });
    expect(error.code).toBe('configuration');
    expect(error.hint).toContain('PORIN_VAULT_KEY');
    expect(error.message + error.hint).not.toContain(wrong);
    const again = await bootGateway({ data, settings: { vaultKey } });
    undo.push(again.stop);
    expect((await again.run('ping', id)).status).toBe(200);
  });

  test('because nothing is to stay and a database is named, touches the database not at all', async () => {
    const path = join(temporaryDir(), 'stays.db');
    const error = await refusal({ ephemeral: true, databaseUrl: `sqlite:${path}` });
    expect(error.code).toBe('configuration');
    expect(error.hint).toContain('--ephemeral');
    expect(existsSync(path)).toBe(false);
  });

  test('for a taken port names it, and gives back all it had', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    undo.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    const data = join(temporaryDir(), 'data');
    const error = await refusal({ data, port });
    expect(error.code).toBe('configuration');
    expect(error.message).toBe(`Port ${port} on 127.0.0.1 is taken`);
    expect(error.hint).toContain('--port');
    const gateway = await bootGateway({ data });
    undo.push(gateway.stop);
    expect((await gateway.call('GET /health')).status).toBe(200);
  });

  test('for a taken sandbox port names it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    undo.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    const error = await refusal({ data: join(temporaryDir(), 'data'), sandboxPortBase: port });
    expect(error.message).toContain(String(port));
    expect(error.hint).toMatch(/sandbox-port-base|port/);
  });

  test.each([
    [{ vaultKey: 'c2hvcnQ=' }, /key/i, 'c2hvcnQ='],
    [{ egressAllowCidrs: 'not-a-range' }, /not-a-range/, ''],
    [{ host: 'no.such.host.invalid' }, /no\.such\.host\.invalid/, ''],
  ])('for a bad setting says which: %j', async (settings, message, secret) => {
    const error = await refusal({ data: join(temporaryDir(), 'data'), ...settings });
    expect(error.kind.type).toBe('configuration');
    expect(error.message).toMatch(message);
    if (secret !== '') expect(error.message + error.hint).not.toContain(secret);
  });
});

test('an ephemeral gateway leaves nothing behind', async () => {
  const gateway = await bootGateway({ settings: { ephemeral: true } });
  const { body } = await gateway.call('GET /system');
  expect(await gateway.sandboxConnection()).toMatchObject({ state: 'READY' });
  expect(existsSync(body.dataDir)).toBe(true);
  expect(existsSync(gateway.dataDir)).toBe(false);
  await gateway.stop();
  expect(existsSync(body.dataDir)).toBe(false);
});
