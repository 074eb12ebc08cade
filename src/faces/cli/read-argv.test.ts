import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Flag } from './flags.ts';
import { globalFlags } from './globals.ts';
import { parseArgv } from './parse.ts';
import { readArgv } from './read-argv.ts';

const flags: Flag[] = [
  { name: 'connectionId', kind: 'string', description: '' },
  { name: 'limit', kind: 'integer', description: '' },
  { name: 'dryRun', kind: 'boolean', description: '' },
  { name: 'header', kind: 'string', short: 'H', repeatable: true, description: '' },
  { name: 'data', kind: 'string', short: 'd', description: '' },
  { name: 'json', kind: 'boolean', optionalValue: true, description: '' },
];
const shape = {
  name: 'porin test',
  arguments: [
    { name: 'first', description: '' },
    { name: 'second', description: '', optional: true },
  ],
  flags,
  globals: globalFlags.filter(({ name }) => name !== 'json'),
};

const word = fc.oneof(
  fc.constantFrom(
    '--connectionId',
    '--connection-id=x',
    '--limit',
    '--dryRun',
    '--no-dryRun',
    '--dry-run=false',
    'true',
    'false',
    '--header=a',
    '-H',
    '-d',
    '-d1',
    '-qd',
    '-',
  ),
  fc.constantFrom(
    '--json',
    '--json={"a":1}',
    '{"a":1}',
    '--no-color',
    '--color',
    '-q',
    '--timeout',
    '--url=http://x',
    '--',
    '--unknown',
    '-5',
    '--json-value=1',
    '--limit=',
  ),
  fc.constantFrom('one', 'two', '', 'a b'),
);

test('the quick reader means the same as the full parser whenever it reads at all', () => {
  let readCount = 0;
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
      const quick = readArgv(shape, argv);
      if (!quick) return;
      readCount++;
      expect(quick).toEqual(parseArgv(shape, argv));
    }),
    { numRuns: 5000 },
  );
  expect(readCount).toBeGreaterThan(500);
});

test('a boolean takes true or false behind it, and nothing else', () => {
  expect(readArgv(shape, ['--dryRun', 'false', 'a'])).toEqual({
    arguments: { first: 'a', second: undefined },
    flags: { dryRun: false },
  });
  expect(readArgv(shape, ['--dryRun', 'a'])?.flags).toEqual({ dryRun: true });
});

test.each([
  [['a', '--limit', '3', '--json']],
  [['--connectionId=x', 'a', '-H', 'A: b', '-H', 'C: d']],
  [['a', 'b', '--json', '{"a": 1}', '-d', '-', '--no-color']],
])('the usual command line %j needs no full parser', (argv) => {
  expect(readArgv(shape, argv)).toBeDefined();
});
