import { expect, onTestFinished, test } from 'vitest';
import { createSandbox } from './sandboxes.ts';

type Draw = (below: number) => number;

/** The same draws for the same seed. */
function drawsOf(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What a client might ask for next of a room. */
const steps: readonly ((room: number, draw: Draw) => readonly [method: string, path: string, body?: object])[] = [
  (_, draw) => [
    'POST',
    '/conferences',
    { name: `Room ${draw(99)}`, room_type: 'meeting', permanent_room: true, access_type: 1 + draw(3), password: 'p' },
  ],
  () => ['GET', '/conferences'],
  (room) => ['GET', `/conferences/${room}`],
  (room) => ['GET', `/conferences/${room}.xml`],
  (room, draw) => ['POST', `/conferences/${room}/tokens`, { how_many: draw(5) }],
  (room) => ['GET', `/conferences/${room}/tokens`],
  (room, draw) => [
    'POST',
    `/conferences/${room}/invitation/email/pl`,
    { attendees: [{ email: `a${draw(50)}@example.com` }], role: 'listener', template: 'basic' },
  ],
  (room, draw) => [
    'POST',
    `/conferences/${room}/registration`,
    { registration: { 1: 'A', 2: 'B', 3: `r${draw(9)}@example.com` } },
  ],
  (room) => ['GET', `/conferences/${room}/registrations/all`],
  (room) => ['GET', `/conferences/${room}/sessions`],
  () => ['GET', '/chats'],
  () => ['GET', '/conferences/recordings'],
  () => ['GET', '/file-library'],
  (room) => ['PUT', `/conferences/${room}`, { name: `Again ${room}`, status: 'active' }],
];

/** Everything that comes back in a story of so many steps, with mails; the address stands for itself. */
async function story(count: number, options: { readonly port?: number }): Promise<string[]> {
  const cm = await createSandbox('clickmeeting', {
    now: '2026-11-20T11:00:00Z',
    frozen: true,
    randomSeed: 5,
    ...options,
  });
  onTestFinished(() => cm.close());
  const draw = drawsOf(1);
  const said: string[] = [];
  const headers = { 'x-api-key': cm.credentials['apiKey'] ?? '', 'content-type': 'application/json' };
  for (let number = 0; number < count; number += 1) {
    const room = 10_001 + draw(12);
    if (number % 20 === 0) said.push(JSON.stringify(await cm.control('hold-session', { room: 10_001 + draw(4) })));
    if (number % 5 === 0) cm.clock.advance(draw(5_000_000));
    const [method, path, body] = steps[draw(steps.length)]?.(room, draw) ?? expect.unreachable();
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await (options.port === undefined ? cm.fetch(`/v1${path}`, init) : fetch(cm.url + path, init));
    said.push(`${method} ${path} ${answer.status} ${answer.headers.get('content-type')} ${await answer.text()}`);
  }
  for (const { subject, text } of cm.outbox.list()) said.push(`${subject}\n${text}`);
  return said.map((text) => text.replaceAll(cm.origin, 'ORIGIN').replaceAll(encodeURIComponent(cm.origin), 'ORIGIN'));
}

test('two hundred requests of every kind give the same bytes again, also through a socket', async () => {
  const first = await story(200, {});
  expect(await story(200, {})).toEqual(first);
  expect(await story(200, { port: 0 })).toEqual(first);
  expect(new Set(first.map((text) => text.split(' ')[2])).size).toBeGreaterThan(2);
});
