import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from './api.fixture.ts';

const session = '/conferences/10005/sessions/20001';

/** Every endpoint about what happened in rooms, and about files, with a method that it does not know. */
const endpoints = [
  ['GET', '/conferences/10005/sessions', 'PUT'],
  ['GET', session, 'DELETE'],
  ['GET', `${session}/attendees`, 'POST'],
  ['GET', `${session}/generate-pdf/en`, 'POST'],
  ['GET', `${session}/registrations`, 'PUT'],
  ['GET', '/conferences/10005/recordings', 'POST'],
  ['DELETE', '/conferences/10005/recordings', 'PUT'],
  ['DELETE', '/conferences/10005/recordings/30001', 'GET'],
  ['GET', '/chats', 'DELETE'],
  ['GET', '/chats/20001', 'DELETE'],
  ['GET', '/file-library', 'DELETE'],
  ['POST', '/file-library', 'PUT'],
  ['GET', '/file-library/conferences/10002', 'DELETE'],
  ['POST', '/file-library/conferences/10002', 'PUT'],
  ['GET', '/file-library/40001', 'PUT'],
  ['DELETE', '/file-library/40001', 'POST'],
  ['GET', '/file-library/40001/download', 'POST'],
] as const;

test.each(endpoints)('%s %s asks for a key first, and names its methods', async (method, path, wrongMethod) => {
  const { sandbox, send } = await bootApi();
  const before = sandbox.world.store.sizes();
  for (const key of [null, '', 'us0000', `us${'0'.repeat(40)}`]) {
    const refused = await send(method, path, { key });
    expect([refused.status, refused.json.name, fieldsOf(refused)]).toEqual([401, 'UNAUTHORIZED', ['api_key']]);
  }
  const wrong = await send(wrongMethod, path);
  expect([wrong.status, wrong.json.name]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  expect(sandbox.world.store.sizes()).toEqual(before);
});

test.each(endpoints.filter(([method, path]) => method === 'GET' && !/chats\/|download/.test(path)))(
  '%s %s is there as XML',
  async (_, path) => {
    const { send } = await bootApi();
    const answer = await send('GET', `${path}.xml`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('xml')]);
    expect(answer.text).toMatch(/^<\?xml[^>]*>\s*<(\w+)[\s\S]*<\/\1>\s*$/);
  },
);

test.each(['xx', 'us', 'EN-GB', 'e'.repeat(3000), '<b>', '%2f', "en' or 1=1", '__proto__', 'fr'])(
  'a report in the language %s is refused by the name of the parameter',
  async (lang) => {
    const { sandbox, send } = await bootApi();
    const answer = await send('GET', `${session}/generate-pdf/${lang}`);
    expect([answer.status, fieldsOf(answer)]).toEqual([422, ['lang']]);
    expect(answer.text.length).toBeLessThan(500);
    expect(sandbox.world.store.sizes()).toMatchObject({ reports: 0 });
  },
);

test('letter case of a language does not matter', async () => {
  const { send } = await bootApi();
  expect((await send('GET', `${session}/generate-pdf/PL`)).json.status).toBe('NEW');
  expect((await send('GET', `${session}/generate-pdf/pl`)).json.status).toBe('IN PROGRESS');
});
