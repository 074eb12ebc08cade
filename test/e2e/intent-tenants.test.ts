import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;
let mine: string;
let theirs: string;
let myConnection: string;
let theirConnection: string;
beforeAll(async () => {
  gateway = await bootGateway();
  [mine, theirs] = await Promise.all([gateway.tokenOf('mine'), gateway.tokenOf('theirs')]);
  myConnection = (await gateway.sandboxConnection({ token: mine })).id;
  theirConnection = (await gateway.sandboxConnection({ token: theirs })).id;
});
afterAll(() => gateway.stop());

/** Words that no public action has, beside those that all have. */
const rare = ['zyqvarblitz', 'quokkaflux', 'brimsel', 'Überprüfungsgerät', '鲸鱼座'];
const names = [
  ...rare.flatMap((word) => [`Delete ${word}`, `List ${word} Rooms`, `Send ${word} by SMS`]),
  ...['Create Conference', 'Cancel Scheduled SMS', 'Post a Letter', 'Schedule a Webinar', 'Walk my Dog', 'Tell a Joke'],
  ...Array.from({ length: 40 }, (_, at) => `Room Webinar Message Contact ${at}`),
];
const intents = [
  ...rare,
  ...['zyqvarblitx', 'quokafluxx', 'brimsle', 'delete zyqvarblitz', 'list quokkaflux rooms'],
  ...['create a conference', 'schedule a webinar', 'shedule a webniar', 'post a letter', 'cancel the sms', 'rooms'],
  ...['walk my dog', 'tell a joke', 'message', 'contact', 'how many people bought something', 'lösche den Raum'],
];

/** Everything that a tenant is answered, as it is on the wire but for what tells one request from another. */
async function answersTo(token: string, connectionId: string): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const intent of intents)
    for (const place of [{}, { connectionId }, { app: 'clickmeeting' }]) {
      const query = new URLSearchParams({ intent, explain: 'true', detail: 'summary', limit: '100', ...place });
      const { body } = await gateway.call(`GET /actions?${query}`, { token });
      answers.push(JSON.stringify({ intent, place, body }));
    }
  for (const q of intents) {
    const { body } = await gateway.call(`GET /search?${new URLSearchParams({ q, limit: '100' })}`, { token });
    answers.push(JSON.stringify({ q, body }));
  }
  return answers;
}

test('what one tenant saves changes no byte of what another is answered', async () => {
  const before = await answersTo(mine, myConnection);
  for (const name of names) {
    const config = { request: { method: 'GET', path: '/ping' } };
    const body = { name, connectionId: theirConnection, type: 'api-request-to-external-app', config };
    const { status } = await gateway.call('POST /actions', { token: theirs, body });
    expect(status).toBe(200);
  }
  // They find theirs, so it is searched, and in memory when the other one asks again.
  const found = await gateway.call('GET /actions?intent=delete%20zyqvarblitx', { token: theirs });
  expect(found.body.items[0]).toMatchObject({ name: 'Delete zyqvarblitz', connection: { id: theirConnection } });
  await answersTo(theirs, theirConnection);
  expect(await answersTo(mine, myConnection)).toEqual(before);
});
