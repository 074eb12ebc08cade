import { expect, test } from 'vitest';
import { namesLike, unknownAction } from './unknown-action.ts';

const actions = (...keys: string[]) => new Map(keys.map((key) => [key, {}]));
const connectors = [
  {
    app: 'texts',
    actions: actions('send-sms', 'export-profiles', 'upload-user-profiles', 'upload-user-profiles-again'),
  },
  { app: 'mail', actions: actions('send-mail') },
];

test.each([
  ['upload-profiles', 'upload-user-profiles'],
  ['send-smss', 'send-sms'],
  ['texts.send-smss', 'texts.send-sms'],
])('of %s the error says that %s may be meant', (selector, meant) => {
  const { hint } = unknownAction(selector, { keys: namesLike(selector, connectors), heads: [], where: '' });
  expect(hint).toMatch(new RegExp(`^Did you mean ${meant}\\?`));
});
