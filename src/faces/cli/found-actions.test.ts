import { afterEach, expect, test } from 'vitest';
import * as catalog from '../client/catalog.gen.ts';
import { cli, gatewayFactory } from './testkit.ts';

const gateway = gatewayFactory(afterEach);

const letter = {
  id: 'clicksend.send-letter',
  name: 'Send Letter',
  score: 0.998,
  why: ['verb: wanted send; offered send', "'letter' is 'letter' in its name\u001b[31m"],
};
const notConnected = { state: 'NOT_CONNECTED', connect: 'porin connection ensure clicksend' };

test('why an action was found stands below the table, without what could move the cursor', async () => {
  const { env } = await gateway({ 'GET /actions': { body: { items: [letter] } } });
  const { stdout } = await cli(['action', 'list', '--intent', 'letter', '--explain'], { env, catalog });
  expect(stdout).toContain(
    "\nclicksend.send-letter\n  verb: wanted send; offered send\n  'letter' is 'letter' in its name",
  );
  expect(stdout).not.toContain('\u001b');
});

test('what comes next is to connect the app where it is not, else to run the best one', async () => {
  const next = async (more: object) => {
    const { env } = await gateway({ 'GET /actions': { body: { items: [{ ...letter, ...more }] } } });
    return (await cli(['action', 'list', '--intent', 'letter'], { env, catalog })).stderr;
  };
  expect(await next({ connection: notConnected })).toContain('next: porin connection ensure clicksend\n');
  expect(await next({ connection: { id: 'con_1', name: 'One', state: 'READY' } })).toContain(
    'next: porin action run clicksend.send-letter --input',
  );
  expect(await next({ connections: [{ id: 'con_1' }, { id: 'con_2' }] })).toContain(
    'next: porin action run clicksend.send-letter --connectionId=CONNECTION_ID --input',
  );
});

test('commands in the answer are those of this program, in JSON too', async () => {
  const items = [
    { ...letter, connection: notConnected },
    { ...letter, connections: [{ id: 'con_1', ...notConnected }] },
  ];
  const { env } = await gateway({
    'GET /actions': { body: { items, hint: 'Nothing fits. porin request con_1 /PATH' } },
  });
  const { stdout } = await cli(['action', 'list', '--intent', 'letter', '--json'], {
    env,
    catalog,
    program: 'membrane',
  });
  const answer = JSON.parse(stdout);
  expect(answer.items[0].connection.connect).toBe('membrane connection ensure clicksend');
  expect(answer.items[1].connections[0]).toMatchObject({
    id: 'con_1',
    connect: 'membrane connection ensure clicksend',
  });
  expect(answer.hint).toBe('Nothing fits. membrane request con_1 /PATH');
});
