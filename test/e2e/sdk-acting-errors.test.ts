import * as sdk from '@membranehq/sdk';
import { MembraneClient } from '@membranehq/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGateway } from './gateway.ts';
import { bootWithClients, type Clients, clientsOf, parsed, room, thrown } from './sdk-clients.ts';

/** What the official client throws when acting fails, as an instance of which of its classes. */

const app = 'clickmeeting';

let gateway: Clients['gateway'];
let tenant: Clients['tenant'];
let clientOf: Clients['clientOf'];
let connectionId: string;
let saved: Clients['saved'];
let act: Clients['act'];
beforeAll(async () => {
  ({ gateway, tenant, clientOf, connectionId, saved, act } = await bootWithClients());
});
afterAll(() => gateway.stop());

test('a request that is wrong, unknown, not allowed, or of nobody is a bad request', async () => {
  const own = tenant.connection(connectionId);
  const stranger = clientOf('stranger');
  const its = stranger.connection(connectionId);
  const nobody = new MembraneClient({ token: `${(await tenant.getToken()).slice(0, -4)}AAAA`, apiUri: gateway.url });
  const notFound = { key: 'not_found' };
  const refused = [
    [() => act({ key: 'ping', id: 'x' }), { message: expect.stringContaining('2 were given') }],
    [() => own.action('get-conference').run({}), { data: { issues: [expect.any(Object)] } }],
    [() => tenant.actions.create({ intent: 'x', connectionId } as any), { hint: expect.any(String) }],
    [() => tenant.action('nothing').run({}), notFound],
    [() => tenant.get('/action-run-logs/run_none'), notFound],
    [() => tenant.get('/external-api-logs/log_none/details'), notFound],
    [() => its.operation('ping').run({} as any), notFound],
    [() => stranger.connectionRequest(connectionId, 'ping', {}), notFound],
    [() => its.proxy.get('/ping'), notFound],
    [() => its.request('/ping'), notFound],
    [() => own.proxy.get('https://example.com/'), { key: 'egress_denied' }],
    [() => tenant.actions.create({ name: 'All', type: 'run-javascript' } as any), { key: 'access_denied' }],
    [() => nobody.actions.find(), { key: 'not_authenticated' }],
  ] as const;
  for (const [ask, members] of refused) {
    const data = await thrown(ask(), sdk.BadRequestError);
    expect(data).toMatchObject({ type: 'bad_request', requestId: expect.any(String), ...members });
    expect(data).not.toHaveProperty('actionRunId');
  }
});

test('too many requests are a bad request', async () => {
  const small = await bootGateway({ settings: { tenantRequestsPerMinute: 1 } });
  try {
    const client = (await clientsOf(small))('limited');
    const ask = async () => {
      for (let n = 0; n < 3; n++) await client.actions.find();
    };
    expect(await thrown(ask(), sdk.BadRequestError)).toMatchObject({ key: 'rate_limit_exceeded' });
  } finally {
    await small.stop();
  }
});

test.each([
  [{ status: 422, body: { code: 422, errors: ['no'] } }, 'upstream_refused'],
  [{ status: 503 }, 'upstream_failed'],
  [{ truncate: 3 }, 'outcome_unknown'],
])('a run on which the app does %j is an error of the run, and names it', async (fault, key) => {
  const create = 'create-conference';
  const own = tenant.connection(connectionId);
  for (const ask of [
    () => act({ key: create, connectionId, input: room }),
    () => tenant.action(create).run(room, { connectionId }),
    () => own.action(create).run(room),
    () => tenant.actionInstance({ parentKey: create, connectionId } as any).run(room),
    () => own.operation(create).run({ input: room }),
    () => tenant.connectionRequest(connectionId, create, room),
  ]) {
    await gateway.sandbox.fault(fault);
    const data = await thrown(ask(), sdk.ActionRunError);
    await gateway.sandbox.heal();
    expect(data).toMatchObject({ type: 'action_run', key, actionRunId: expect.stringMatching(/^run_/) });
    const run: any = await tenant.get(`/action-run-logs/${data.actionRunId}`);
    expect(parsed(sdk.ErrorDataSchema, run.error)).toMatchObject({ type: 'action_run', key });
  }
});

test('code that throws is an error of custom code, and names its run', async () => {
  const { id } = await saved('Throws', { type: 'run-javascript', config: { code: 'throw new Error("no")' } });
  for (const body of [{ code: 'module.exports = () => { throw new Error("no") }' }, { id }])
    expect(await thrown(act(body), sdk.CustomCodeError)).toMatchObject({
      message: expect.stringContaining('no'),
      actionRunId: expect.stringMatching(/^run_/),
    });
});

test('a connection that does not work, or is not named among several, is an error of the connection', async () => {
  const away = clientOf('away');
  const ensured: any = await away.post('/connections/ensure', { appUrl: 'clickmeeting.com', sandbox: true });
  await away.post(`/connections/${ensured.id}/disconnect`);
  for (const ask of [
    () => away.post('/act', { key: 'ping', connectionId: ensured.id }),
    () => away.connection(ensured.id).action('ping').run(),
    () =>
      away
        .connection(ensured.id)
        .operation('ping')
        .run({} as any),
    () => away.connection(ensured.id).proxy.get('ping'),
  ])
    expect(await thrown(ask(), sdk.ConnectionError)).toMatchObject({ key: 'client_action_required' });
  const several = clientOf('several');
  for (const key of ['one', 'two']) await several.connections.create({ connectorId: app, key, sandbox: true } as any);
  const data = await thrown(several.post('/act', { key: 'ping' }), sdk.ConnectionError);
  expect(data.key).toBe('ambiguous_connection');
});

test('an output mapping that fails is an error of the configuration, a change over another’s one of concurrency', async () => {
  const each = (source: string, item: unknown) => ({ $iterate: { source: { $var: source }, item } });
  const { id } = await saved('Broken', {
    type: 'run-javascript',
    config: { code: 'module.exports = () => Array.from({ length: 20000 }, () => 1)' },
    outputMapping: each('output', each('parent.output', 0)),
  });
  expect(await thrown(tenant.action(id).run({}), sdk.ConfigurationError)).toMatchObject({
    message: expect.stringContaining('output mapping'),
    actionRunId: expect.stringMatching(/^run_/),
  });
  const late = tenant.patch(`/actions/${id}`, { name: 'x' }, { headers: { 'if-match': '"7"' } });
  expect(await thrown(late, sdk.ConcurrencyError)).toMatchObject({ data: { revision: '1' } });
});
