import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await bootGateway();
});

afterAll(() => gateway?.stop());

const send = (route: string, revision: string, body?: unknown) =>
  gateway.call(route, { headers: { 'if-match': revision }, ...(body === undefined ? {} : { body }) });

let count = 0;

async function saved(): Promise<string> {
  const { body } = await gateway.call('POST /actions', {
    body: { name: `Seen ${++count}`, type: 'run-javascript', config: { code: 'module.exports = () => 1' } },
  });
  return body.id;
}

test('an action that has changed since it was seen is left as it is', async () => {
  const id = await saved();
  const first = await send(`PATCH /actions/${id}`, '"1"', { description: 'first' });
  expect([first.status, first.body.revision]).toEqual([200, '2']);
  const late = await send(`PATCH /actions/${id}`, '1', { description: 'late' });
  expect([late.status, late.body.code]).toEqual([409, 'conflict']);
  expect((await send(`DELETE /actions/${id}`, '"1"')).status).toBe(409);
  expect((await gateway.call(`GET /actions/${id}`)).body).toMatchObject({ description: 'first', revision: '2' });
  expect((await send(`PATCH /actions/${id}`, '*', { description: 'any' })).status).toBe(200);
  expect((await send(`DELETE /actions/${id}`, '"3"')).status).toBe(200);
});

test('of two changes of one revision one is made, in which order they ever arrive', async () => {
  const id = await saved();
  const changes = Array.from({ length: 8 }, (_, index) => ({ description: `change ${index}` }));
  const answers = await Promise.all(changes.map((change) => send(`PATCH /actions/${id}`, '"1"', change)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
});

test('a copy that would stand in place of a connector’s own action has no revision that could have been seen', async () => {
  const { id } = await gateway.sandboxConnection();
  const path = `/actions/create-conference?connectionId=${id}`;
  expect((await send(`PATCH ${path}`, '"7"', { name: 'Ours' })).status).toBe(409);
  expect((await send(`PATCH ${path}`, '"0"', { name: 'Ours' })).status).toBe(200);
});

test('an integration that has changed since it was seen is left as it is, also one that is stored with its first change', async () => {
  const path = '/integrations/clickmeeting';
  const both = await Promise.all(['a', 'b'].map((description) => send(`PATCH ${path}`, '"0"', { description })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const { body } = await gateway.call(`GET ${path}`);
  expect((await send(`PUT ${path}`, '"0"', { description: 'late' })).status).toBe(409);
  expect((await send(`DELETE ${path}`, '"0"')).status).toBe(409);
  expect((await send(`PATCH ${path}`, `"${body.revision}"`, { description: 'now' })).body.description).toBe('now');
});
