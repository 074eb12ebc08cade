import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { openVault } from './vault.ts';

const opener = fileURLToPath(new URL('../../../test/durability/key-process.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'porin-keys-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const newDataDir = () => join(root, `${++count}`);

async function withKeyFile(): Promise<{ dataDir: string; path: string; keyId: string }> {
  const dataDir = newDataDir();
  const { activeKeyId: keyId } = await openVault({ dataDir });
  return { dataDir, path: join(dataDir, 'vault.key'), keyId };
}

test('the key file is made once, for this user only, and nothing is left beside it', async () => {
  const { dataDir, path, keyId } = await withKeyFile();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(dataDir)).toEqual(['vault.key']);
  expect((await openVault({ dataDir })).activeKeyId).toBe(keyId);
});

test('another place for the key file is used instead', async () => {
  const dataDir = newDataDir();
  const keyFile = join(newDataDir(), 'elsewhere.json');
  await openVault({ dataDir, keyFile });
  expect(existsSync(keyFile)).toBe(true);
  expect(existsSync(join(dataDir, 'vault.key'))).toBe(false);
});

test('a key from the environment needs no file', async () => {
  const { path } = await withKeyFile();
  const [base64 = ''] = Object.values(JSON.parse(readFileSync(path, 'utf8')).keys) as string[];
  const dataDir = newDataDir();
  await openVault({ dataDir, key: base64 });
  expect(existsSync(dataDir)).toBe(false);
});

test.each([0o644, 0o640, 0o604, 0o620, 0o602])(
  'a key file of mode %o is refused with the command that closes it',
  async (mode) => {
    const { dataDir, path } = await withKeyFile();
    chmodSync(path, mode);
    await expect(openVault({ dataDir })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(mode.toString(8)),
      hint: expect.stringContaining(`chmod 600 ${path}`),
    });
  },
);

test('a key file that is gone is not replaced when credentials need it', async () => {
  const dataDir = newDataDir();
  await expect(openVault({ dataDir, mustExist: true })).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining(dataDir),
  });
  expect(existsSync(dataDir)).toBe(false);
});

test.each([
  ['empty', () => ''],
  ['cut', (text: string) => text.slice(0, 60)],
  ['without its active key', (text: string) => text.replace(/"active": "[^"]*"/, '"active": "mk_0"')],
  ['with a key under a wrong id', (text: string) => text.replace(/mk_[0-9a-f]{16}/g, 'mk_0000000000000000')],
  [
    'with a weak key',
    (text: string) => text.replace(/: "[A-Za-z0-9+/]{43}="/, `: "${Buffer.alloc(32).toString('base64')}"`),
  ],
])('a key file that is %s is refused and kept, and no key is shown', async (_name, damage) => {
  const { dataDir, path } = await withKeyFile();
  const good = readFileSync(path, 'utf8');
  const [base64 = ''] = Object.values(JSON.parse(good).keys) as string[];
  const bad = damage(good);
  expect(bad).not.toBe(good);
  writeFileSync(path, bad);
  const error = await openVault({ dataDir }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining(path) });
  expect(inspect(error, { depth: 10 })).not.toContain(base64.slice(0, 20));
  expect(readFileSync(path, 'utf8')).toBe(bad);
});

test('a data directory that cannot be written is named', async () => {
  const { path } = await withKeyFile();
  await expect(openVault({ dataDir: join(path, 'below') })).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining(path),
  });
});

test('processes that start at once all get one key', async () => {
  for (let round = 0; round < 3; round++) {
    const dataDir = newDataDir();
    const startAt = String(Date.now() + 1500);
    const openings = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', opener, dataDir, startAt]),
    );
    const keyIds = (await Promise.all(openings)).map(({ stdout }) => stdout);
    expect(new Set(keyIds)).toEqual(new Set([(await openVault({ dataDir })).activeKeyId]));
    expect(readdirSync(dataDir)).toEqual(['vault.key']);
  }
});
