import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CliFace } from '../../kernel/operation.ts';
import * as catalog from '../client/catalog.gen.ts';
import { flagValue } from './flag-values.ts';
import { flagsOfSchema } from './flags.ts';
import { cli, gatewayFactory } from './testkit.ts';

const gateway = gatewayFactory(afterEach);
const cwd = mkdtempSync(join(tmpdir(), 'porin-references-'));
writeFileSync(join(cwd, 'value'), '{"a": "from a file"}\n');
writeFileSync(join(cwd, 'name.txt'), 'Sales\n');

const source = {
  file: async (path: string) => (path === 'value' ? '{"a": 1}\n' : Promise.reject(new Error('no such'))),
  stdin: async () => '{"b": 2}\n',
};

const positionalsOf = ({ positional = [] }: CliFace) => new Set(positional.map((name) => name.replace(/[[\]]/g, '')));

const flags = catalog.operations.flatMap(({ cli: face, input }) =>
  face ? flagsOfSchema(input, positionalsOf(face)).map((flag) => ({ command: face.command, ...flag })) : [],
);
const readable = flags.filter(({ kind, choices }) => !choices && ['json', 'any', 'string'].includes(kind));

test('every flag of JSON or text, of every command, reads a file and standard input', async () => {
  expect(readable.length).toBeGreaterThan(150);
  for (const { command, ...flag } of readable) {
    const [fromFile, fromStdin] = await Promise.all([flagValue(flag, '@value', source), flagValue(flag, '-', source)]);
    const isText = flag.kind === 'string';
    const what = `${command} --${flag.name}`;
    expect([what, fromFile]).toEqual([what, isText ? '{"a": 1}' : { a: 1 }]);
    expect([what, fromStdin]).toEqual([what, isText ? '{"b": 2}' : { b: 2 }]);
  }
});

test('the help of every command that has one says so', async () => {
  for (const command of new Set(readable.map((flag) => flag.command))) {
    const { stdout } = await cli(['help', ...command.split(' ')], { catalog });
    expect([command, /@file/.test(stdout)]).toEqual([command, true]);
  }
});

test('text that begins with an @ is doubled, and a file that is not there is named', async () => {
  const { env, server } = await gateway({ 'PATCH /connections/con_1': { body: { id: 'con_1' } } });
  const patch = (...words: string[]) =>
    cli(['connection', 'patch', 'con_1', ...words], { env, cwd, stdin: '{"name": "by stdin"}' });
  await patch('--name', '@name.txt');
  await patch('--name', '@@home');
  await patch('--data', '-');
  const bodies = server.to('PATCH /connections/con_1').map(({ body }) => JSON.parse(body));
  expect(bodies).toEqual([{ name: 'Sales' }, { name: '@home' }, { name: 'by stdin' }]);
  const { code, stderr } = await patch('--name', '@nowhere');
  expect(code).toBe(2);
  expect(stderr).toContain('--name: cannot read nowhere: there is no such file');
  expect(stderr).toContain("--name '@@nowhere'");
});
