import { afterEach, expect, test } from 'vitest';
import { cli, gatewayFactory, type Routes } from './testkit.ts';

const start = gatewayFactory(afterEach);
const routes: Routes = {
  'GET /org-workspaces': { body: { items: [{ id: 'ws_1', key: 'default' }] } },
  'POST /org-workspaces/ws_1/access-token': { body: { token: 'a.b.c' } },
};
const asked = 'POST /org-workspaces/ws_1/access-token';

test('token prints the token alone, or as one document', async () => {
  const { env } = await start(routes);
  expect(await cli(['token'], { env })).toEqual({ code: 0, stdout: 'a.b.c\n', stderr: '' });
  expect((await cli(['token', '--json'], { env })).stdout).toBe('{"token":"a.b.c"}\n');
});

test.each<[string[], object]>([
  [[], { expiresIn: 3_600 }],
  [['--tenantKey', 'acme'], { tenantKey: 'acme', expiresIn: 3_600 }],
  [['--manager', '--expiresIn', '90'], { isAdmin: true, expiresIn: 90 }],
  [['--expiresIn=2d'], { expiresIn: 172_800 }],
])('token %j asks for what was wanted', async (flags, body) => {
  const { env, server } = await start(routes);
  await cli(['token', ...flags], { env });
  expect(JSON.parse(server.to(asked)[0]?.body ?? '')).toEqual(body);
});

test.each(['0', '1w', 'soon', '-5', ''])('token is not asked for with --expiresIn %j', async (time) => {
  const { env, server } = await start(routes);
  const result = await cli(['token', `--expiresIn=${time}`], { env });
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(server.to(asked)).toEqual([]);
});

test('token create stays a command of its own', async () => {
  const { env, server } = await start({ ...routes, 'POST /tokens': { status: 201, body: { id: 'tok_1' } } });
  await cli(['token', 'create', '--tenant', 'acme'], { env });
  expect(server.to('POST /tokens')).toHaveLength(1);
  expect(server.to(asked)).toEqual([]);
});
