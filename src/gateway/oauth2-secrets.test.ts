import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { addressOf, signsGateway } from './oauth2.fixture.ts';

const unreadable = {
  access_token: 'access-in-a-bad-answer',
  refresh_token: 'refresh-in-a-bad-answer',
  token_type: 'mac',
};

test('neither codes nor tokens are in the log, in errors, in connections or in runs, whatever the server says', async () => {
  const seen: string[] = [];
  const world = await signsGateway({ log: (line) => seen.push(line) });
  const { server, gateway, caller, begin, connect, connected, endsIn, get, row } = world;
  const note = (value: unknown) =>
    void seen.push(inspect(value, { depth: 20, showHidden: true }), JSON.stringify(value) ?? '');
  const echoes = () => server.tokenRequests.at(-1)?.presented ?? '';
  const id = await connected();
  note(await get(id));

  for (const body of [
    () => JSON.stringify(unreadable),
    () => JSON.stringify({ error: 'invalid_request', error_description: `No ${echoes()}` }),
    () => JSON.stringify({ error: 'invalid_grant', error_description: `No ${echoes()}` }),
  ]) {
    server.behaviour.fault = () => ({ status: 400, body: body() });
    if (body().includes('access_token')) server.behaviour.fault = () => ({ status: 200, body: body() });
    const { id: other, link } = await connect();
    const back = await server.visit(addressOf(await begin(link)));
    note(await gateway.connect.finish(back.searchParams, 'browser-1').catch((error: unknown) => error));
    note(await row(other));
    server.behaviour.fault = undefined;
    const used = await connected();
    server.behaviour.fault = () => ({ status: body().includes('access_token') ? 200 : 400, body: body() });
    await endsIn(used, -1);
    note(await get(used).catch((error: unknown) => error));
    note(await gateway.ports.connections.refresh(caller, used).catch((error: unknown) => error));
    note(await row(used));
    server.behaviour.fault = undefined;
  }
  await server.stop();
  note(await gateway.ports.connections.archive(caller, id));
  note(await gateway.ports.runs.list(caller, {}, { limit: 100 }));
  await world.stop().catch(() => undefined);

  const secrets = [...server.tokenRequests.map(({ presented }) => presented), 'in-a-bad-answer'];
  expect(secrets.length).toBeGreaterThan(6);
  expect(seen.filter((text) => secrets.some((secret) => secret !== '' && text.includes(secret)))).toEqual([]);
  expect(seen.some((text) => text.includes('could not be revoked'))).toBe(true);
});
