import { afterEach, expect, test } from 'vitest';
import { addressRule, parseRanges } from './addresses.ts';
import { requestTo, testServers } from './servers.fixture.ts';

const servers = testServers();
afterEach(() => servers.close());

const denied = expect.objectContaining({ code: 'egress_denied' });

// Every spelling that reached a loopback server through a "blocked" agent in our measurements, and their relatives.
test.each([
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '0177.0.0.1',
  '127.1',
  '127.0.0.1.',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '0.0.0.0',
  '0',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[::127.0.0.1]',
  '[::]',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
])('the literal %s is refused although the policy names it', async (host) => {
  const origin = await servers.http((_, response) => response.end('inside'));
  const { port } = new URL(origin);
  const url = `http://${host}:${port}/`;
  const egress = servers.egress();
  await expect(
    egress.send(requestTo(url, { policy: { origins: [new URL(url).origin], allowPrivate: false } })),
  ).rejects.toEqual(denied);
});

test.each([
  [['10.0.0.7']],
  [['127.0.0.1']],
  [['93.184.216.34', '127.0.0.1']],
  [['::ffff:10.0.0.1']],
  [['64:ff9b::7f00:1']],
  [['not an address']],
  [['fe80::1%lo']],
])('a name that resolves to %j is refused as a whole', async (addresses) => {
  const resolve = async () => addresses;
  const request = requestTo('http://app.test:8080/', {
    policy: { origins: ['http://app.test:8080'], allowPrivate: false },
  });
  await expect(servers.egress({ resolve }).send(request)).rejects.toEqual(denied);
});

test('the refusal of a name does not tell its private address', async () => {
  const resolve = async () => ['10.9.8.7'];
  const request = requestTo('http://app.test:8080/', {
    policy: { origins: ['http://app.test:8080'], allowPrivate: false },
  });
  const error = await servers
    .egress({ resolve })
    .send(request)
    .catch((thrown) => thrown);
  expect(JSON.stringify(error.toBody())).not.toContain('10.9.8.7');
});

test('a name that changes its address between two connections is judged anew and never reached', async () => {
  let hits = 0;
  const origin = await servers.http((_, response) => {
    hits++;
    response.setHeader('connection', 'close').end('ok');
  });
  const answers = [['127.0.0.1'], ['127.0.0.2'], ['10.0.0.1']];
  const asked: string[] = [];
  const resolve = async (name: string) => {
    asked.push(name);
    return answers.shift() ?? [];
  };
  const egress = servers.egress({ resolve, allowCidrs: ['127.0.0.1/32'] });
  const url = `http://app.test:${new URL(origin).port}/`;
  const request = requestTo(url, { policy: { origins: [new URL(url).origin], allowPrivate: false } });
  expect((await egress.send(request)).status).toBe(200);
  await expect(egress.send(request)).rejects.toEqual(denied);
  await expect(egress.send(request)).rejects.toEqual(denied);
  expect({ hits, asked }).toEqual({ hits: 1, asked: ['app.test', 'app.test', 'app.test'] });
});

test('the socket connects to the address that was judged, and the server still sees the name', async () => {
  const origin = await servers.http((incoming, response) => response.end(incoming.headers.host));
  const url = `http://app.test:${new URL(origin).port}/`;
  const egress = servers.egress({ resolve: async () => ['127.0.0.1'], allowCidrs: ['127.0.0.0/8'] });
  const answer = await egress.send(requestTo(url, { policy: { origins: [new URL(url).origin], allowPrivate: false } }));
  expect(Buffer.from(answer.body).toString()).toBe(new URL(url).host);
});

test.each([
  ['fails', () => Promise.reject(new Error('SERVFAIL'))],
  ['is empty', async () => []],
])('a resolution that %s sends nothing', async (_, resolve) => {
  const request = requestTo('http://app.test/', {
    policy: { origins: ['http://app.test'], allowPrivate: false },
    retry: 'never',
  });
  await expect(servers.egress({ resolve }).send(request)).rejects.toMatchObject({
    code: 'upstream_failed',
    message: expect.stringContaining('app.test'),
  });
});

test('loopback is open to a sandbox for exactly its origin and for nobody else', async () => {
  const origin = await servers.http((_, response) => response.end('sandbox'));
  const other = await servers.http((_, response) => response.end('other'));
  const egress = servers.egress();
  expect((await egress.send(requestTo(origin))).status).toBe(200);
  await expect(egress.send(requestTo(other, { policy: { origins: [origin], allowPrivate: true } }))).rejects.toEqual(
    denied,
  );
  await expect(egress.send(requestTo(origin, { policy: { origins: [origin], allowPrivate: false } }))).rejects.toEqual(
    denied,
  );
});

test('a sandbox exception opens loopback and no other private range', () => {
  const rule = addressRule([], true);
  expect(['127.0.0.1', '::1', '127.9.9.9', '1.1.1.1'].map(rule)).toEqual([true, true, true, true]);
  expect(['10.0.0.1', '169.254.169.254', 'fd00::1', '0.0.0.0', '::ffff:10.0.0.1'].map(rule)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('an operator range opens what it covers and nothing beside it', () => {
  const rule = addressRule(parseRanges(['10.20.0.0/16', 'fd00:1::/64']), false);
  expect(['10.20.3.4', '::ffff:10.20.3.4', 'fd00:1::5'].map(rule)).toEqual([true, true, true]);
  expect(['10.21.0.1', '127.0.0.1', 'fd00:2::1', ''].map(rule)).toEqual([false, false, false, false]);
});

test.each(['10.0.0.0', '10.0.0.0/33', 'intranet', ''])('%j is refused as an operator range', (cidr) => {
  expect(() => servers.egress({ allowCidrs: [cidr] })).toThrow(expect.objectContaining({ code: 'configuration' }));
});

test.each([
  ['ftp://app.test/', ['ftp://app.test']],
  ['file:///etc/passwd', ['file://']],
  ['https://user:pass@app.test/', ['https://app.test']],
  ['https://user@app.test/', ['https://app.test']],
  ['http://app.test/', ['https://app.test']],
  ['https://app.test:8443/', ['https://app.test']],
  ['https://evil.test/', ['https://app.test']],
  ['https://app.test.evil.test/', ['https://app.test']],
  ['https://evilapp.test/', ['https://*.app.test']],
  ['https://app.test/', ['https://*.app.test']],
  ['https://a.app.test.evil.test/', ['https://*.app.test']],
  ['http://a.app.test/', ['https://*.app.test']],
  ['https://a.app.test:444/', ['https://*.app.test']],
  ['https://app.test/', []],
  ['https://app.test/', ['*', 'https://*', 'not a url']],
])('%s is outside the policy %j', async (url, origins) => {
  const resolve = () => Promise.reject(new Error('nothing may be resolved'));
  await expect(
    servers.egress({ resolve }).send(requestTo(url, { policy: { origins, allowPrivate: false } })),
  ).rejects.toEqual(denied);
});

test.each([
  ['https://API.App.test/x', ['https://api.app.test']],
  ['https://api.app.test/x', ['https://API.App.test:443/']],
  ['https://a.b.app.test/', ['https://*.app.test']],
  ['https://bücher.test/', ['https://xn--bcher-kva.test']],
])('%s is inside the policy %j', async (url, origins) => {
  const resolve = () => Promise.reject(new Error('reached'));
  await expect(
    servers.egress({ resolve }).send(requestTo(url, { policy: { origins, allowPrivate: false }, retry: 'never' })),
  ).rejects.toMatchObject({ code: 'upstream_failed' });
});

test('a redirect is an answer and its target is never asked', async () => {
  let hits = 0;
  const target = await servers.http((_, response) => {
    hits++;
    response.end();
  });
  const origin = await servers.http((_, response) => response.writeHead(302, { location: target }).end());
  expect(await servers.egress().send(requestTo(origin))).toMatchObject({ status: 302, headers: { location: target } });
  expect(hits).toBe(0);
});

test('an address that a caller names freely may not use the ranges of the operator, also after an app has', async () => {
  const origin = await servers.http((_, response) => response.end('inside'));
  const egress = servers.egress({ allowCidrs: ['127.0.0.0/8'] });
  const policy = { origins: [origin], allowPrivate: false };
  expect((await egress.send(requestTo(origin, { policy }))).status).toBe(200);
  await expect(egress.send(requestTo(origin, { policy: { ...policy, publicOnly: true } }))).rejects.toEqual(denied);
});
