import { afterEach, expect, test } from 'vitest';
import { bootGateway, sandboxControl } from './gateway.ts';
import { startProgram, temporaryHome } from './program.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** The app in this process, and a gateway of its own process that may die. */
async function boot() {
  const world = await bootGateway();
  undo.push(world.stop);
  const { items } = (await world.call('GET /sandboxes')).body;
  const { url, credentials } = items.find((item: { app: string }) => item.app === 'clevertap');
  const app = sandboxControl(world.call, url, '');
  const { data, env, remove } = temporaryHome();
  undo.push(remove);
  const settings = {
    PORIN_SANDBOX: 'false',
    PORIN_EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
    PORIN_APP_BASE_URLS: JSON.stringify({ clevertap: `http://${new URL(url).host}/us1/1` }),
  };
  const start = async () => {
    const program = await startProgram({ data, env: { ...env, ...settings } });
    undo.push(program.kill);
    return program;
  };
  return { app, start, input: { accountId: credentials.accountId, passcode: credentials.passcode, region: 'us1' } };
}

test('an export goes on after kill -9 where it was: one file, with each record once', async () => {
  const { app, start, input } = await boot();
  await app.control('POST /controls/track', { count: 12_000, event: 'App Launched', minutes: 60 });
  const first = await start();
  const { id } = (await first.call('POST /connections', { body: { connectorKey: 'clevertap', input } })).body;
  const query = { event_name: 'App Launched', from: 'yesterday', to: 'today' };
  await app.forget();
  await app.fault({ method: 'GET', path: '/**/events.json', latencyMs: 700 });
  const asked = first.run('export-events', id, query).catch((error: Error) => error);
  const pages = async () => (await app.requests()).filter(({ method }) => method === 'GET').length;
  await expect.poll(pages, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  await first.kill();
  expect(await asked).toBeInstanceOf(Error);

  await app.heal();
  const second = await start();
  const { body } = await second.run('export-events', id, query);
  const { count } = (await second.run('get-event-count', id, query)).body.output;
  expect(body.output).toMatchObject({ complete: true, records: count, read_before: expect.any(Number) });
  expect(body.output.read_before % 4_991).toBe(0);
  const { text } = await second.call(`GET /files/${body.output.file.file}`);
  expect(text.trimEnd().split('\n')).toHaveLength(count);
}, 60_000);
