import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Searchable } from './index/document.ts';
import { fileShelf } from './index-file.ts';
import { openIndex } from './kept-index.ts';
import { readVectors } from './language/vectors.ts';
import { createRanking } from './ranking.ts';

const vectors = readVectors(new URL('./language/vectors.bin', import.meta.url));

function actionOf(app: string, name: string): Searchable {
  const key = name.toLowerCase().replaceAll(' ', '-');
  const description = `Does it in the account: ${name}`;
  const inputSchema = { type: 'object', properties: { countryCode: {}, invoiceId: {} } };
  const effect = name.startsWith('Delete') ? 'destroy' : 'write';
  const action = { key, name, description, effect, phrases: [`${name} for me`], inputSchema } as const;
  return { app, appName: `${app} Online`, action };
}

const verbs = ['Create', 'List', 'Delete', 'Send'];
const things = ['Invoice', 'Ticket', 'Webinar', 'Überweisung', 'Contact List'];
const actions = ['shop', 'desk'].flatMap((app) =>
  verbs.flatMap((verb) => things.map((thing) => actionOf(app, `${verb} ${thing}`))),
);
const queries = [
  ...['open a ticket', 'delte the invoyce', 'get rid of it in shop online', 'überweisung', 'list', 'by country code'],
  ...['send me the contact list', 'send contact list for me', 'webniar', 'who has an invoice?', ''],
];

let folder = '';
let path = '';
const notes: string[] = [];
const note = (_: object, message: string) => void notes.push(message);
const logger = { debug: note, info: note, warn: note, error: note };
const made = /is made anew/;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'porin-index-'));
  path = join(folder, 'search-index.bin');
  notes.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What an index answers that was opened with the file; what was to be written is written by then. */
async function answers(own: readonly Searchable[] = actions, program = 'one') {
  const writes: Promise<void>[] = [];
  const shelf = fileShelf(path);
  const noting = {
    read: shelf.read,
    write: (bytes: Uint8Array) => {
      const write = shelf.write(bytes);
      writes.push(write);
      return write;
    },
  };
  const index = await openIndex(own, vectors, { shelf: noting, program, logger });
  await Promise.allSettled(writes);
  const found = queries.map((query) => [index.find(query, {}), index.find(query, { apps: ['desk'] })]);
  const why = [...index.explain('delte the invoyce', {}, ({ app, action }) => app + action.key)];
  return { writes: writes.length, said: { found, why, count: index.count } };
}

const fresh = async (own: readonly Searchable[] = actions) => {
  const index = await openIndex(own, vectors);
  const found = queries.map((query) => [index.find(query, {}), index.find(query, { apps: ['desk'] })]);
  const why = [...index.explain('delte the invoyce', {}, ({ app, action }) => app + action.key)];
  return { found, why, count: index.count };
};

describe('an index that is kept', () => {
  test('answers as the one that was made, is not made again, and is for its owner alone', async () => {
    expect(await answers()).toEqual({ writes: 1, said: await fresh() });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['search-index.bin']);
    expect(await answers()).toEqual({ writes: 0, said: await fresh() });
    expect(notes).toEqual([]);
  });

  test('is added to and taken from like another one', async () => {
    await answers();
    const kept = await openIndex(actions, vectors, { shelf: fileShelf(path), program: 'one', logger });
    const other = await openIndex(actions, vectors);
    const more = [actionOf('late', 'Bake Bread'), actionOf('late', 'Send Invoice')];
    for (const index of [kept, other]) {
      index.add(more);
      index.remove('shop');
    }
    for (const query of ['bake bread', 'send invoice', 'list of late online'])
      expect(kept.find(query, {})).toEqual(other.find(query, {}));
  });

  test.each<[string, readonly Searchable[]]>([
    ['of one action less', actions.slice(1)],
    ['in another order', [...actions].reverse()],
    ['with another description', [{ ...actionOf('shop', 'Create Invoice'), appName: 'Other' }, ...actions.slice(1)]],
    ['without any', []],
  ])('is not taken for actions %s', async (_, others) => {
    await answers();
    expect(await answers(others)).toEqual({ writes: 1, said: await fresh(others) });
    expect(notes).toEqual([expect.stringMatching(made)]);
  });

  test('is not taken by another program', async () => {
    await answers();
    expect((await answers(actions, 'two')).writes).toBe(1);
    expect((await answers(actions, 'two')).writes).toBe(0);
  });

  test('is made anew when the file was cut at any place, or a byte of it changed', async () => {
    await answers();
    const whole = readFileSync(path);
    const right = await fresh();
    for (const length of [0, 1, 31, 64, 100, whole.length >> 1, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await answers()).toEqual({ writes: 1, said: right });
    }
    for (const at of [0, 40, 70, whole.length >> 1, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(path, changed);
      expect(await answers()).toEqual({ writes: 1, said: right });
    }
    expect(readFileSync(path)).toEqual(whole);
  });

  test('is made anew when the file is something else', async () => {
    for (const text of ['{}', 'x'.repeat(100_000), '\0'.repeat(1_000)]) {
      writeFileSync(path, text);
      expect(await answers()).toEqual({ writes: 1, said: await fresh() });
    }
  });

  test('is done without when it cannot be read or written', async () => {
    mkdirSync(join(path, 'in-the-way'), { recursive: true });
    expect((await answers()).said).toEqual(await fresh());
    expect(notes).toEqual([expect.stringMatching('cannot be read'), expect.stringMatching('cannot be kept')]);
  });

  test('is whole whenever the program dies while it writes', async () => {
    await answers();
    const bytes = readFileSync(path);
    const code = `import { fileShelf } from ${JSON.stringify(new URL('./index-file.ts', import.meta.url).href)};
      const bytes = new Uint8Array(40_000_000).fill(7);
      const shelf = fileShelf(process.argv[1]);
      console.log('begins');
      for (;;) await shelf.write(bytes);`;
    for (const pause of [0, 15, 40]) {
      const args = ['--import', 'tsx', '--input-type=module', '-e', code, path];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await wait(pause);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect([bytes.length, 40_000_000]).toContain(statSync(path).size);
    }
    expect((await answers()).said).toEqual(await fresh());
    // What the last one began to write goes with the next writing.
    rmSync(path);
    expect((await answers()).writes).toBe(1);
    expect(readdirSync(folder)).toEqual(['search-index.bin']);
  });
});

test('what a tenant saved is not in the file', async () => {
  const own = {
    app: 'shop',
    definition: { name: 'Shop' },
    actions: new Map([['list', actionOf('shop', 'List').action]]),
  };
  const { rank } = createRanking(async () => [own], undefined, { shelf: fileShelf(path), program: 'one', logger });
  const action = { id: 'act_1', key: 'zorblat', name: 'Frobnicate Zorblat', description: '', phrases: [] };
  const saved = [{ app: 'shop', appName: '', action }];
  expect([...(await rank({ intent: 'frobnicate zorblat', saved })).keys()]).toEqual(['act_1']);
  await expect.poll(() => readdirSync(folder)).toEqual(['search-index.bin']);
  expect(readFileSync(path, 'latin1')).not.toContain('zorblat');
  expect(readFileSync(path, 'latin1')).toContain('list');
});
