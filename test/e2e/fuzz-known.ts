import { actionTypes } from '../../src/kernel/ports/storage-actions.ts';
import type { startProgram } from './program.ts';

type Running = Awaited<ReturnType<typeof startProgram>>;

/** Values that mean something to a gateway, so that some requests come further than the door. */
export interface Known {
  /** Ids and keys of all kinds. */
  readonly all: readonly string[];
  /** What fits a field of this name; `root` is the first part of the route's path. */
  for(root: string, field: string): readonly unknown[] | undefined;
}

const codes = [
  ...[
    '1',
    'module.exports = () => 1',
    'module.exports = async ({ input }) => input',
    'throw null',
    'throw {}',
    '(',
    'while (true) {}',
  ],
  ...[
    'module.exports = ({ membrane }) => membrane.api({ path: "/ping" })',
    'module.exports = () => "\\ud800\\u0000"',
    'a'.repeat(5_000),
  ],
  ...[
    'module.exports = () => { const a = {}; a.a = a; return a }',
    'module.exports = () => new Array(1e9).fill(1)',
    'globalThis.x = 1n; x',
  ],
];

const configs = [
  { request: { method: 'GET', path: '/ping' } },
  { request: { method: 'GET', path: { $var: '$.input.path' }, query: { a: { $eval: 1 } } } },
  { request: { method: 'POST', path: '/\u0000', body: '\ud800', headers: { 'x-a': 'b\r\nc' } } },
  { method: 'GET', uri: 'http://127.0.0.1:1/', path: '/conferences', body: { $map: null } },
  { request: { $case: [] } },
  ...codes.map((code) => ({ code })),
  { operationKey: 'ping', inputMapping: { $iterate: { source: [1, null], item: { $var: 'item' } } } },
  { actionKey: 'ping' },
];

const schemas = [
  {},
  { type: 'object' },
  { type: 'nothing' },
  { $ref: '#' },
  { pattern: '(a+)+$' },
  { properties: { a: 1 } },
  { allOf: {} },
];

/** Makes a few things of every kind, of the tenant of a token. */
export async function knownThings(gateway: Running, token: string): Promise<Known> {
  const { id } = await gateway.sandboxConnection({ token });
  const make = async (route: string, body: unknown, as: string = token): Promise<any> =>
    (await gateway.call(route, { token: as, body })).body;
  const second = await make('POST /connections', { app: 'clickmeeting', sandbox: true, name: 'Second', key: 'second' });
  const { ownerToken } = gateway;
  const integration = await make(
    'POST /integrations',
    { name: 'Odd', appUrl: 'clickmeeting.com', key: 'odd' },
    ownerToken,
  );
  const request = await make('POST /connection-requests', { appUrl: 'clickmeeting.com' });
  const runs = [await gateway.run('ping', id, {}, { token }), await gateway.run('list-conferences', id, {}, { token })];
  const saved = await Promise.all(
    configs.slice(0, 8).map((config, index) => {
      const type = 'code' in config ? 'run-javascript' : 'api-request-to-external-app';
      return make('POST /actions', { name: `Saved ${index}`, key: `saved-${index}`, connectionId: id, type, config });
    }),
  );
  // Somebody who may be archived, and whose token may be deleted.
  const victim = await make('POST /tokens', { tenant: 'victim' }, ownerToken);
  const logs = (await gateway.call('GET /external-api-logs', { token })).body;
  const added = await make('POST /external-apps', { name: 'Added', appUri: 'https://added.test/' });
  const file = await gateway.call('POST /files', { token, raw: 'text', headers: { 'x-file-name': 'a.txt' } });
  const text = (values: readonly unknown[]) => values.filter((value) => typeof value === 'string' && value !== '');
  const pools: Readonly<Record<string, readonly unknown[]>> = {
    connection: text([id, id, second.id, 'second']),
    action: text(['ping', 'list-conferences', ...saved.map((one) => one.id), 'saved-0', 'saved-4']),
    integration: text([integration.id, 'odd']),
    app: ['clickmeeting', 'clickmeeting.com', 'https://clickmeeting.com/', 'new:odd'],
    request: text([request.id, request.requestId]),
    run: text(runs.map(({ body }) => body.actionRunId)),
    file: text([file.body.file]),
    customer: ['victim'],
    token: text([victim.id]),
    log: text((logs.items ?? []).map((one: { id: string }) => one.id)),
    'external-apps': text([added.id, 'clickmeeting']),
  };
  const all = [...Object.values(pools).flat(), 'universal', 'local'] as readonly string[];
  return { all, for: (root, field) => poolOf(pools, root, field) };
}

const others: Readonly<Record<string, readonly unknown[]>> = {
  type: [...actionTypes, 'nothing'],
  config: configs,
  code: codes,
  path: ['/ping', 'ping', '/conferences?a=b', '//evil.test', 'http://127.0.0.1:1/x', '/%zz', '/\u0000'],
  cursor: ['0', 'MQ', 'YXQ6MQ', 'YXQ6OTk5OTk5OTk5OTk5', 'eyJhIjoxfQ', '\u0000', 'YXQ6LTE'],
  inputSchema: schemas,
  customOutputSchema: schemas,
  outputMapping: [{ $var: '$' }, { $concat: {} }, { $mergeObjects: [1] }, { $jsonata: '(' }, { $tpl: { template: 1 } }],
  elementType: ['action', 'connector', 'flow'],
};

function poolOf(pools: Readonly<Record<string, readonly unknown[]>>, root: string, field: string) {
  const name = /^(id|key|selector)$/.test(field) ? root : field;
  if (Object.hasOwn(others, name)) return others[name];
  if (Object.hasOwn(pools, name)) return pools[name];
  const kinds: readonly (readonly [RegExp, string])[] = [
    [/logs$/, root === 'external-api-logs' ? 'log' : 'run'],
    [/tenant|customer/i, 'customer'],
    [/^tokens?$/i, 'token'],
    [/run/i, 'run'],
    [/request/i, 'request'],
    [/connection/i, 'connection'],
    [/action|parent/i, 'action'],
    [/integration/i, 'integration'],
    [/app|connector/i, 'app'],
    [/file/i, 'file'],
  ];
  const kind = kinds.find(([pattern]) => pattern.test(name))?.[1];
  return kind === undefined ? undefined : pools[kind];
}
