import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import { describeSettings, resolveSettings } from './resolve.ts';

const home = mkdtempSync(join(tmpdir(), 'porin-config-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const empty = { HOME: home };
let count = 0;

/** A settings file with this content, by itself in a data directory. */
function settingsFile(content: unknown): { data: string; path: string } {
  const data = mkdtempSync(join(home, `${++count}-`));
  const path = join(data, 'porin.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return { data, path };
}

function lineOf(name: string, flags: Record<string, unknown>, env: Record<string, string>) {
  return resolveSettings(flags, { ...empty, ...env }).lines.find((line) => line.name === name);
}

function refusal(flags: Record<string, unknown>, env: Record<string, string> = {}): PorinError {
  try {
    resolveSettings(flags, { ...empty, ...env });
  } catch (error) {
    if (error instanceof PorinError) return error;
  }
  throw new Error('Expected a PorinError');
}

describe('precedence', () => {
  const { data, path } = settingsFile({ port: 3 });

  test('flag, environment, file, default', () => {
    expect(lineOf('port', { data, port: 1 }, { PORIN_PORT: '2' })).toMatchObject({ value: 1, source: 'flag --port' });
    expect(lineOf('port', { data }, { PORIN_PORT: '2' })).toMatchObject({ value: 2, source: 'environment PORIN_PORT' });
    expect(lineOf('port', { data }, {})).toMatchObject({ value: 3, source: `file ${path}` });
    expect(lineOf('port', {}, {})).toMatchObject({ value: 4710, source: 'default' });
  });

  test('an empty variable counts as none', () => {
    expect(lineOf('port', { data }, { PORIN_PORT: '' })).toMatchObject({ value: 3 });
  });

  test('a named file is read in place of the one in the data directory', () => {
    const other = settingsFile({ port: 9 });
    expect(lineOf('port', { data, config: other.path }, {})).toMatchObject({ value: 9 });
    expect(lineOf('port', { data }, { PORIN_CONFIG: other.path })).toMatchObject({ value: 9 });
  });

  test('the data directory comes from the flag, the environment, or the user’s home', () => {
    expect(lineOf('data', { data }, { PORIN_DATA: '/elsewhere' })).toMatchObject({
      value: data,
      source: 'flag --data',
    });
    expect(lineOf('data', {}, { PORIN_DATA: '/elsewhere' })).toMatchObject({ source: 'environment PORIN_DATA' });
    expect(lineOf('data', {}, {})?.value).toContain(home);
  });
});

describe('values', () => {
  test.each([
    ['PORIN_SANDBOX', 'no', 'sandbox', false],
    ['PORIN_SANDBOX', '0', 'sandbox', false],
    ['PORIN_EPHEMERAL', 'true', 'ephemeral', true],
    ['PORIN_APPS', 'sandbox', 'apps', 'sandbox'],
    ['PORIN_SANDBOX_PORT_BASE', '0', 'sandboxPortBase', 0],
    ['PORIN_SANDBOX_HOSTS', 'host.docker.internal, [fd00::1]', 'sandboxHosts', 'host.docker.internal, [fd00::1]'],
    ['PORIN_APP_BASE_URLS', '{"a":"http://127.0.0.1:1/v1"}', 'appBaseUrls', { a: 'http://127.0.0.1:1/v1' }],
  ])('%s=%s', (variable, written, name, value) => {
    expect(lineOf(name, {}, { [variable]: written })?.value).toEqual(value);
  });

  test.each([
    ['PORIN_PORT', 'eighty', 'port'],
    ['PORIN_PORT', '65536', 'port'],
    ['PORIN_PORT', '-1', 'port'],
    ['PORIN_PORT', '4710.5', 'port'],
    ['PORIN_PORT', ' ', 'port'],
    ['PORIN_PORT', '0x10', 'port'],
    ['PORIN_APPS', 'production', 'apps'],
    ['PORIN_SANDBOX', 'maybe', 'sandbox'],
    ['PORIN_SANDBOX_HOSTS', 'http://host.docker.internal', 'sandboxHosts'],
    ['PORIN_SANDBOX_HOSTS', 'host.docker.internal:4711', 'sandboxHosts'],
    ['PORIN_PUBLIC_URL', 'example.com', 'publicUrl'],
    ['PORIN_PUBLIC_URL', 'ftp://example.com', 'publicUrl'],
    ['PORIN_APP_BASE_URLS', '{', 'appBaseUrls'],
    ['PORIN_APP_BASE_URLS', '{"a":"not a url"}', 'appBaseUrls'],
    ['PORIN_APP_BASE_URLS', '{"a":"file:///etc"}', 'appBaseUrls'],
    ['PORIN_LOG_LEVEL', 'loud', 'logLevel'],
    ['PORIN_MAX_BODY_BYTES', '10MB', 'maxBodyBytes'],
  ])('%s=%s is refused, naming setting, value and source', (variable, written, name) => {
    const error = refusal({}, { [variable]: written });
    expect(error.code).toBe('configuration');
    expect(error.message).toContain(`environment ${variable}`);
    expect(error.message).toContain(JSON.stringify(written));
    expect(error.message).toContain(`not a valid ${name}`);
    expect(error.hint).toContain('config print');
  });

  test('a bad flag is named as it is written', () => {
    expect(refusal({ sandboxPortBase: 'x' }).message).toContain('flag --sandbox-port-base');
  });

  test('a bad secret is not repeated', () => {
    const error = refusal({}, { PORIN_DATABASE_URL: 'mysql://root:S3CRET@db/x' });
    expect(error.message).toContain('environment PORIN_DATABASE_URL');
    expect(error.message).toContain('postgres://');
    expect(error.message + error.hint).not.toContain('S3CRET');
  });
});

describe('the file', () => {
  test('with an unknown setting is refused, with the nearest name', () => {
    const { data, path } = settingsFile({ prot: 1 });
    expect(refusal({ data })).toMatchObject({ message: `${path}: unknown setting prot`, hint: 'Did you mean port?' });
  });

  test.each(['constructor', 'toString', '__proto__'])('has no setting %s', (name) => {
    const { data } = settingsFile(`{${JSON.stringify(name)}: 1}`);
    expect(refusal({ data }).message).toContain(`unknown setting ${name}`);
  });

  test.each([null, true, ''])('has no port %j', (port) => {
    const { data, path } = settingsFile({ port });
    expect(refusal({ data }).message).toContain(`file ${path}`);
  });

  test('that says where the data are is told that it cannot', () => {
    const { data } = settingsFile({ data: '/elsewhere' });
    expect(refusal({ data }).message).toContain('data');
  });

  test('that is no JSON is named without repeating it', () => {
    const { data, path } = settingsFile('{"vaultKey": S3CRET}');
    const error = refusal({ data });
    expect(error.message).toContain(`${path} is not JSON`);
    expect(error.message + error.hint + String(error.cause)).not.toContain('S3CRET');
  });

  test.each(['[]', '"x"', 'null', '5'])('that is %s is refused', (content) => {
    const { data } = settingsFile(content);
    expect(refusal({ data }).message).toContain('expected a JSON object');
  });

  test('that was named has to be there', () => {
    const missing = join(home, 'missing.json');
    expect(refusal({ config: missing })).toMatchObject({
      message: expect.stringContaining(missing),
      hint: expect.stringContaining('--config'),
    });
  });

  test('that was not named may be missing', () => {
    expect(lineOf('port', { data: join(home, 'nothing', 'here') }, {})?.value).toBe(4710);
  });
});

test('secrets are hidden when settings are shown', () => {
  const env = {
    ...empty,
    PORIN_VAULT_KEY: 'S3CRET1',
    PORIN_VAULT_KEY_PREVIOUS: 'S3CRET2',
    PORIN_DATABASE_URL: 'postgres://u:S3CRET3@h/d',
    PORIN_SMTP_URL: 'smtp://u:S3CRET4@h',
    PORIN_PORT: '1',
  };
  const lines = describeSettings({}, env);
  expect(JSON.stringify(lines)).not.toContain('S3CRET');
  expect(lines.find(({ name }) => name === 'vaultKey')).toMatchObject({
    value: '[hidden]',
    source: 'environment PORIN_VAULT_KEY',
  });
  expect(lines.find(({ name }) => name === 'port')).toMatchObject({ value: '1' });
  expect(lines.find(({ name }) => name === 'publicUrl')).toMatchObject({ value: '', source: 'not set' });
  expect(lines.every(({ description }) => description !== '')).toBe(true);
});
