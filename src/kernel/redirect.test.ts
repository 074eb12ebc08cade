import { expect, test } from 'vitest';
import { checkRedirectUri } from './redirect.ts';

test.each(['https://app.example.com/back?a=1', 'http://localhost:3000/', 'http://127.0.0.1/', 'http://[::1]:80/x'])(
  'a browser may be sent to %s',
  (uri) => expect(() => checkRedirectUri(uri)).not.toThrow(),
);

test.each([
  '',
  '/back',
  '//evil.example',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'blob:https://app.example.com/1',
  'http://app.example.com/',
  'http://127.0.0.1.evil.example/',
  'http://localhost.evil.example/',
  'https://app.example.com@evil.example/',
  'https://:secret@app.example.com/',
  'myapp://back',
])('a browser is not sent to %j', (uri) => {
  expect(() => checkRedirectUri(uri)).toThrow('redirectUri');
});
