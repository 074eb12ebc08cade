import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

let sandboxes: TestGateway;
/** A gateway for which the sandbox is the app itself, with an address for each region. */
let gateway: TestGateway;
let app: { readonly url: string; readonly controlToken: string };
const credentials = { accountId: 'TEST-PRJ-123Z', passcode: 'SBX-PAS-CODE' };

beforeAll(async () => {
  sandboxes = await bootGateway();
  const { items } = (await sandboxes.call('GET /sandboxes')).body;
  app = items.find((item: { app: string }) => item.app === 'clevertap');
  const { host } = new URL(app.url);
  const appBaseUrls = { clevertap: `http://${host}/{region}/1` };
  gateway = await bootGateway({ settings: { sandbox: false, appBaseUrls, egressAllowCidrs: '127.0.0.0/8' } });
});

afterAll(async () => {
  await gateway?.stop();
  await sandboxes?.stop();
});

async function fault(rule: object) {
  const { origin } = new URL(app.url);
  const headers = { 'x-sandbox-token': app.controlToken };
  const answer = await fetch(`${origin}/_sandbox/faults`, { method: 'POST', headers, body: JSON.stringify(rule) });
  if (!answer.ok) throw new Error(await answer.text());
}

const ensure = (input: object) =>
  gateway.call('POST /connections/ensure', { body: { appUrl: 'clevertap.com', input } });

describe('connecting', () => {
  test('without a region finds the right one and names it', async () => {
    const { status, body } = await ensure(credentials);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'READY', input: { region: 'us1', accountId: credentials.accountId } });
  });

  test('with a wrong passcode says which regions were tried', async () => {
    const { status, body } = await gateway.call('POST /connections', {
      body: { connectorKey: 'clevertap', input: { ...credentials, passcode: 'wrong' } },
    });
    expect({ status, message: body.message }).toEqual({
      status: 400,
      message: expect.stringContaining('every region tried: in1, us1, sg1, aps3, mec1, eu1'),
    });
  });

  test('with a wrong region names the right one', async () => {
    const { body } = await gateway.call('POST /connections', {
      body: { connectorKey: 'clevertap', input: { ...credentials, region: 'in1' } },
    });
    expect(body).toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('the region us1 accepts them'),
    });
  });
});

describe('on a connection', () => {
  let connectionId: string;
  beforeAll(async () => {
    connectionId = (await ensure(credentials)).body.id;
  });
  const run = (key: string, input: object) => gateway.run(key, connectionId, input);

  test('cursors pass the engine as they are, and an export is a file', async () => {
    const query = { event_name: 'App Launched', from: 'yesterday', to: 'today' };
    const first = (await run('get-events', query)).body.output;
    const second = (await run('get-events-by-cursor', { cursor: first.next_cursor })).body.output;
    expect(second.count).toBeGreaterThan(0);
    const { output } = (await run('export-events', { ...query, format: 'csv' })).body;
    const file = await gateway.call(`GET /files/${output.file.file}`);
    expect(file.text.trimEnd().split('\r\n')).toHaveLength(output.records + 1);
  });

  test('an upload whose connection breaks is unknown, and nothing is sent twice', async () => {
    const events = [{ identity: 'user-1001', event_name: 'Cut Off', properties: {} }];
    await fault({ method: 'POST', path: '/**/upload', truncate: 10, after: true, count: 1 });
    const { status, body } = await run('upload-events', { events });
    expect({ status, code: body.code }).toEqual({ status: 502, code: 'outcome_unknown' });
    expect(body).toMatchObject({
      hint: expect.stringMatching(/a repeated event counts twice.*porin action run get-event-count/),
      data: { unknown: [{ from: 1, to: 1 }] },
    });
  });

  test('a dry run of an upload is checked by the app, one of a campaign tells its reach; neither changes anything', async () => {
    const dryRun = async (key: string, input: object) =>
      (await gateway.call(`POST /actions/${key}/run`, { body: { connectionId, input, dryRun: true } })).body.output
        .dryRun;
    const events = [{ identity: 'user-1001', event_name: 'Rehearsed' }];
    expect(await dryRun('upload-events', { events })).toMatchObject({ status: 'checked', accepted: 1 });
    const content = { title: 'a', body: 'b' };
    const where = { event_name: 'App Launched', from: 'yesterday', to: 'today' };
    const campaign = { name: 'Rehearsed', where, content };
    expect(await dryRun('create-campaign', campaign)).toMatchObject({
      created: false,
      estimates: { android: expect.any(Number) },
    });
    const { campaigns } = (await run('get-campaigns', { from: 'today', to: 'today' })).body.output;
    expect(campaigns.filter(({ name }: { name: string }) => name === 'Rehearsed')).toEqual([]);
    expect((await run('get-event-count', { event_name: 'Rehearsed', from: 'today', to: 'today' })).status).toBe(422);
  });

  test('a failure inside of HTTP 200 is an error with the app’s words and a hint', async () => {
    const { status, body } = await run('get-event-count', { event_name: 'Nothing', from: 'today', to: 'today' });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      message: expect.stringContaining('Invalid event : Nothing'),
      hint: expect.stringContaining('get-schema'),
    });
  });
});
