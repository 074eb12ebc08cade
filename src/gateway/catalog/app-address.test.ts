import { describe, expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import { isPublicName, readAppAddress } from './app-address.ts';

describe('an address is reduced to its host', () => {
  test.each([
    'https://example.com/',
    'http://example.com',
    'HTTPS://Example.COM/a/b?c=d#e',
    'example.com',
    'www.example.com',
    'https://www.example.com:8443/login',
    'example.com:443/path',
    'example.com/path?query',
    'example.com.',
    ' https://example.com\n',
    'exam\nple.com',
    '\u200bexample.com\u202e',
    'https://user:pass@example.com/',
  ])('%j', (written) => {
    expect(readAppAddress(written)).toMatchObject({ host: 'example.com', domain: 'example.com' });
  });

  test('sub-domains stay, and www only goes from the front', () => {
    expect(readAppAddress('https://account.example.com')).toMatchObject({
      host: 'account.example.com',
      domain: 'example.com',
    });
    expect(readAppAddress('api.www.example.com')).toMatchObject({ host: 'api.www.example.com' });
  });

  test('an international domain is given in its ASCII form', () => {
    expect(readAppAddress('https://bücher.example')).toMatchObject({ host: 'xn--bcher-kva.example' });
  });
});

describe('the domain is what belongs to one owner', () => {
  test.each([
    ['https://app.example.co.uk/x', 'example.co.uk'],
    ['www.example.co.uk', 'example.co.uk'],
    ['foo.github.io', 'foo.github.io'],
    ['docs.foo.github.io', 'foo.github.io'],
    ['github.io', 'github.io'],
    ['a.b.c.example.com', 'example.com'],
    ['https://bücher.de/', 'xn--bcher-kva.de'],
  ])('%s is of %s', (written, domain) => {
    expect(readAppAddress(written)).toMatchObject({ domain });
  });
});

test.each([
  ['https://example.com', ''],
  ['https://example.com/?a=b#c', ''],
  ['https://example.com/CRM/login?next=/x', 'crm'],
  ['example.com//books/', 'books'],
])('the path of %s is its first segment: %j', (written, path) => {
  expect(readAppAddress(written)).toMatchObject({ path });
});

test.each(['api.example.com', 'foo.github.io', 'xn--bcher-kva.de'])('%s is a public name', (name) => {
  expect(isPublicName(name)).toBe(true);
});

test.each(['127.0.0.1', '[::1]', 'localhost', 'intranet', 'db.internal', 'printer.local', 'a.localhost', 'com'])(
  '%s is no public name',
  (name) => {
    expect(isPublicName(name)).toBe(false);
  },
);

test.each([
  ['ClickSend', 'clicksend'],
  ['Click Meeting', 'click meeting'],
  ['click-meeting', 'click-meeting'],
  ['monday_app 2', 'monday_app 2'],
])('%j is a name', (written, name) => {
  expect(readAppAddress(written)).toEqual({ name });
});

describe('what can be neither is refused', () => {
  test.each([
    '',
    '   ',
    '\n\t',
    '\u200b',
    'ftp://example.com',
    'ftp:example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'localhost',
    'LOCALHOST',
    'http://localhost:3000',
    'https://intranet/',
    '127.0.0.1',
    'http://10.0.0.1/',
    '0x7f.1',
    'http://2130706433/',
    'http://[::1]/',
    '[::1]',
    'https://',
    'https://exa mple.com',
    'a b.com',
    '..',
    '?',
  ])('%j', (written) => {
    const refuse = () => readAppAddress(written);
    expect(refuse).toThrow(PorinError);
    expect(refuse).toThrow(/^appUrl: /);
    expect(refuse).toThrow(
      expect.objectContaining({ code: 'bad_request', hint: expect.stringContaining('example.com') }),
    );
  });

  test('a long one is not repeated whole', () => {
    expect(() => readAppAddress(`https://${'x y'.repeat(5_000)}`)).toThrow(/^.{0,300}$/);
  });
});
