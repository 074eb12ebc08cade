import { expect, test } from 'vitest';
import { Secret } from '../../kernel/secret.ts';
import { createRedactor } from './redactor.ts';
import { isSecretName } from './secret-names.ts';

const canary = 'CANARY+s3cret/väl ue"42';

function hides(text: string, secret = canary): void {
  for (const spelling of [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ v: secret }).toString().slice(2),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
    JSON.stringify(secret).slice(1, -1),
  ]) {
    expect(text).not.toContain(spelling);
  }
}

test.each([
  'Authorization',
  'x-api-key',
  'apiKey',
  'API_KEY',
  'apikey',
  'password',
  'Passcode',
  'client_secret',
  'refreshToken',
  'access_token',
  'token',
  'cookie',
  'Set-Cookie',
  'X-CleverTap-Passcode',
  'next_page_token',
  'privateKey',
  'tokens',
  'sig',
])('%s names a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each([
  'token_count',
  'tokenCount',
  'token_type',
  'password_required',
  'passwordPolicy',
  'api_key_id',
  'tokenizer',
  'name',
  'key',
  'author',
  'signatures_count',
  'authorization_url',
  'monkey',
])('%s is harmless', (name) => expect(isSecretName(name)).toBe(false));

test('secret-named members are hidden at any depth and the original is left alone', () => {
  const original = {
    a: [{ Authorization: 'Bearer x', token_count: 3 }],
    passcode: 1234,
    total_tokens: 17,
    name: 'n',
    empty: { password: '' },
  };
  const before = structuredClone(original);
  expect(createRedactor().redact(original)).toEqual({
    a: [{ Authorization: '[redacted]', token_count: 3 }],
    passcode: '[redacted]',
    total_tokens: 17,
    name: 'n',
    empty: { password: '' },
  });
  expect(original).toEqual(before);
});

test('headers are hidden as records, pairs, flat lists, name-value objects and Headers', () => {
  const redactor = createRedactor();
  const secret = 'plain-value-1';
  for (const headers of [
    { 'x-api-key': secret },
    [['x-api-key', secret]],
    ['accept', '*/*', 'x-api-key', secret],
    [{ name: 'X-Api-Key', value: secret }],
    new Headers({ 'x-api-key': secret }),
    new Map([['x-api-key', secret]]),
    ['curl', '--token', secret],
  ]) {
    const shown = JSON.stringify(redactor.redact({ headers }));
    expect(shown).not.toContain(secret);
    expect(shown).toContain('[redacted]');
  }
});

test.each([
  ['https://a.test/x?api_key=SECRETVALUE&page=2', 'https://a.test/x?api_key=[redacted]&page=2'],
  ['https://a.test/x?filter%5Btoken%5D=SECRETVALUE', 'https://a.test/x?filter%5Btoken%5D=[redacted]'],
  ['https://user:SECRETVALUE@a.test/', 'https://user:[redacted]@a.test/'],
  ['password=SECRETVALUE&x=1', 'password=[redacted]&x=1'],
  ['{"password":"SECRETVALUE","n":1}', '{"password":"[redacted]","n":1}'],
  ['sent Authorization: Bearer SECRETVALUE to it', 'sent Authorization: [redacted] to it'],
  ['got Bearer SECRETVALUE0000 back', 'got Bearer [redacted] back'],
  ['Basic authentication is required', 'Basic authentication is required'],
  ['https://a.test/x?page=2&token_count=5', 'https://a.test/x?page=2&token_count=5'],
])('in a text %s becomes %s', (text, expected) => expect(createRedactor().redactText(text)).toBe(expected));

test('a registered value disappears in every encoding, from keys and from errors, until it is forgotten', () => {
  const redactor = createRedactor();
  const forget = redactor.register([canary]);
  const cause = new Error(`cause ${canary}`);
  const record = {
    plain: `before ${canary} after`,
    [`key ${canary}`]: 1,
    url: `https://a.test/?q=${encodeURIComponent(canary)}&r=${new URLSearchParams({ v: canary })}`,
    base64: Buffer.from(canary).toString('base64'),
    basic: `x ${Buffer.from(`user:${canary}:more`).toString('base64')}`,
    json: JSON.stringify({ deep: canary }),
    error: new Error(`failed with ${canary}`, { cause }),
    list: [[canary]],
    address: new URL(`https://a.test/?q=${encodeURIComponent(canary)}`),
  };
  const shown = JSON.stringify(redactor.redact(record));
  hides(shown);
  for (const shift of ['', 'u:', 'us:'])
    expect(redactor.redactText(Buffer.from(`${shift}${canary}`).toString('base64'))).toContain('[redacted]');
  forget();
  expect(redactor.redactText(canary)).toContain('CANARY');
});

test('a value that two calls hold stays hidden until both have forgotten it', () => {
  const redactor = createRedactor();
  const first = redactor.register(['same-value']);
  const second = redactor.register(['same-value']);
  first();
  first();
  expect(redactor.redactText('x same-value')).toBe('x [redacted]');
  second();
  expect(redactor.redactText('x same-value')).toBe('x same-value');
});

test('a registered value that straddles the cut of a long text does not show its front half', () => {
  const redactor = createRedactor();
  redactor.register(['straddling-secret']);
  const text = `${'x'.repeat(256 * 1024 - 8)}straddling-secret${'y'.repeat(100)}`;
  expect(redactor.redactText(text)).not.toContain('straddl');
});

test('cycles, great depth, bytes, secrets and foreign things are written safely', () => {
  const loop: Record<string, unknown> = { name: 'loop' };
  loop['self'] = loop;
  let deep: unknown = 'bottom';
  for (let level = 0; level < 5_000; level++) deep = { deep };
  const shared = { a: 1 };
  const shown = createRedactor().redact({
    loop,
    deep,
    bytes: Buffer.from('abc'),
    secret: 1,
    held: new Secret('v'),
    call: () => 1,
    big: 1n,
    twice: [shared, shared],
  });
  expect(shown).toMatchObject({
    loop: { name: 'loop', self: '[circular]' },
    bytes: '[3 bytes]',
    held: '[redacted]',
    big: '1',
    twice: [{ a: 1 }, { a: 1 }],
  });
  expect(JSON.stringify(shown)).toContain('[too deep]');
});

test('a member called __proto__ stays data', () => {
  const shown = createRedactor().redact(JSON.parse('{"__proto__":{"polluted":true}}')) as object;
  expect(Object.hasOwn(shown, '__proto__')).toBe(true);
  expect('polluted' in {}).toBe(false);
});

test('hostile texts are redacted in linear time', () => {
  const redactor = createRedactor();
  const started = performance.now();
  for (const unit of ['a=', 'token:', '://', '":', 'Bearer ', '[a]=', ' '])
    redactor.redactText(unit.repeat(250_000 / unit.length));
  expect(performance.now() - started).toBeLessThan(5_000);
});

test.each([
  ['a quote and a backslash', 'p"a\\ss-word'],
  ['a line break', 'two\nlines'],
])('a secret with %s disappears from a JSON record in every spelling', (_, secret) => {
  const redactor = createRedactor();
  for (const leaf of [secret, JSON.stringify({ deep: secret }), `q=${encodeURIComponent(secret)}`]) {
    const record = { leaf, [`key ${secret}`]: 1 };
    const alone = { leaf };
    for (const value of [record, alone])
      hides(String(Object.entries(redactor.redactJson(value, JSON.stringify(value), [secret]))), secret);
  }
});

test('a JSON record without the secret is left as it is', () => {
  const record = { leaf: 'harmless "quoted"' };
  expect(createRedactor().redactJson(record, JSON.stringify(record), ['p"ass'])).toEqual(record);
});
