import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bootGateway, type TestGateway } from './gateway.ts';

// A live connection to an app that is imitated on this machine, so that a key has to be entered.
let app: TestGateway;
let gateway: TestGateway;
beforeAll(async () => {
  app = await bootGateway();
  gateway = await bootGateway({
    settings: { sandbox: false, appBaseUrls: { clickmeeting: app.sandbox.url }, egressAllowCidrs: '127.0.0.0/8' },
  });
});
afterAll(async () => {
  await gateway?.stop();
  await app?.stop();
});

async function connectLink(tenant: string, name?: string) {
  const token = await gateway.tokenOf(tenant);
  const { body } = await gateway.call('POST /connections/ensure', {
    token,
    body: { appUrl: 'clickmeeting.com', ...(name === undefined ? {} : { name }) },
  });
  return { token, id: body.id, path: new URL(body.clientAction.uiUrl).pathname };
}

const open = (path: string) => gateway.call(`GET ${path}`, { token: null });
const send = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  sendShown(path, await shown(gateway, path), form, headers);
type Shown = Awaited<ReturnType<typeof shown>>;

/** What a browser has of a page that it was shown: the form's token, and the cookie that belongs to it. */
async function shown(at: TestGateway, path: string) {
  const page = await at.call(`GET ${path}`, { token: null });
  const cookie = page.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .join('; ');
  return { cookie, form: /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? '' };
}

const sendShown = (
  path: string,
  { cookie, form: token }: Shown,
  form: Record<string, string>,
  headers: Record<string, string> = {},
) =>
  gateway.call(`POST ${path}`, {
    token: null,
    raw: new URLSearchParams({ option: 'api-key', form: token, ...form }),
    headers: { cookie, ...headers },
  });

test('the page asks for the key, says what for, and runs no script', async () => {
  const { path } = await connectLink('visitor');
  const page = await open(path);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.text).toContain('<h1>Connect ClickMeeting</h1>');
  expect(page.text).toContain(new URL(gateway.url).host);
  expect(page.text).toContain('visitor');
  expect(page.text).toMatch(
    /<label for="([^"]+)">API key<\/label>\s*<input id="\1" name="apiKey" type="password"[^>]*required/,
  );
  expect(page.text).not.toMatch(/<script|javascript:| on\w+=/i);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  // Stricter, and browsers would say of their own forms that they come from nowhere.
  expect(page.headers.get('referrer-policy')).toBe('same-origin');
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('a wrong key is explained on the form, kept out of it, and may be corrected', async () => {
  const { path, token, id } = await connectLink('hasty');
  const wrong = `us${'9'.repeat(40)}`;
  const page = await shown(gateway, path);
  const refused = await sendShown(path, page, { apiKey: wrong });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('role="alert"');
  expect(refused.text).toContain('401');
  expect(refused.text).not.toContain(wrong);
  expect((await gateway.call(`GET /connections/${id}`, { token })).body.error.message).toContain('401');

  const accepted = await sendShown(path, page, { apiKey: app.sandbox.apiKey });
  expect(accepted.status).toBe(200);
  expect(accepted.text).toContain('ClickMeeting is connected');
  expect(accepted.text).not.toContain(app.sandbox.apiKey);
  expect((await gateway.call(`GET /connections/${id}`, { token })).body).toMatchObject({ state: 'READY' });
  expect((await gateway.run('ping', id, {}, { token })).status).toBe(200);

  expect((await open(path)).status).toBe(404);
  expect((await send(path, { apiKey: app.sandbox.apiKey })).status).toBe(404);
});

test('of two forms that one browser sends at once, one is too late', async () => {
  const { path } = await connectLink('twins');
  const page = await shown(gateway, path);
  const key = { apiKey: app.sandbox.apiKey };
  const both = await Promise.all([sendShown(path, page, key), sendShown(path, page, key)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
});

describe('a link that one browser has begun to use', () => {
  const key = () => ({ apiKey: app.sandbox.apiKey });

  test('is refused in every other one, which cannot even look at it', async () => {
    const { path, token, id } = await connectLink('stolen');
    const [own, thief] = [await shown(gateway, path), await shown(gateway, path)];
    expect((await sendShown(path, own, { apiKey: 'wrong' })).status).toBe(422);
    const stolen = await sendShown(path, thief, key());
    expect(stolen.status).toBe(403);
    expect(stolen.text).toContain('This link is in use');
    const looked = await open(path);
    expect(looked.status).toBe(403);
    expect(looked.text).not.toContain('stolen');
    expect((await gateway.call(`GET /connections/${id}`, { token })).body.state).toBe('CLIENT_ACTION_REQUIRED');
    expect((await sendShown(path, own, key())).status).toBe(200);
  });

  test('is given to nobody who asks for a link, so that a person may begin anew elsewhere', async () => {
    const { path, token, id } = await connectLink('moving');
    await send(path, { apiKey: 'wrong' });
    const { body } = await gateway.call(`GET /connections/${id}`, { token });
    const fresh = new URL(body.clientAction.uiUrl).pathname;
    expect(fresh).not.toBe(path);
    expect((await send(fresh, key())).status).toBe(200);
  });

  test('goes to one of two browsers that press at once', async () => {
    const { path } = await connectLink('rivals');
    const both = [await shown(gateway, path), await shown(gateway, path)];
    const answers = await Promise.all(both.map((one) => sendShown(path, one, key())));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  });
});

test.each([
  ['nothing', {}],
  ['white space', { apiKey: '  ' }],
  ['two words', { apiKey: 'two words' }],
  ['a stranger’s field', { apiKey: 'x', region: 'eu' }],
  ['an unknown option', { option: 'oauth', apiKey: 'x' }],
])('%s is refused with a reason, on the form', async (_, form) => {
  const { path } = await connectLink('careless');
  const refused = await send(path, form);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('role="alert"');
  expect(refused.text).toContain('<form');
});

test('what does not fit the field is refused in its own words, and the app is not asked', async () => {
  const { path } = await connectLink('hurried');
  await app.sandbox.fault({ status: 503 });
  const refused = await send(path, { apiKey: 'two words' });
  await app.sandbox.heal();
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('This is not a usable API key, which looks like us0123');
  expect(refused.text).toContain('older accounts have the digits alone');
});

test('the page names the host that gets the key, and says that it is checked', async () => {
  const page = await open((await connectLink('wary')).path);
  expect(page.text).toContain(`<strong>${new URL(app.sandbox.url).host}</strong> only`);
  expect(page.text).toContain('It is checked with ClickMeeting before it is kept');
});

test('an app that cannot be asked is said to be so, on the form', async () => {
  const { path } = await connectLink('unlucky');
  await app.sandbox.fault({ status: 503 });
  const refused = await send(path, { apiKey: app.sandbox.apiKey });
  await app.sandbox.heal();
  expect(refused.status).toBe(502);
  expect(refused.text).toContain('Nothing was kept.');
  expect(refused.text).not.toContain('known to have changed');
  expect(refused.text).toContain('<form');
});

describe('links', () => {
  test.each(['x', 'A'.repeat(32), '%zz', '..%2f..%2fhealth', '<script>'])(
    'that nobody gave are not found: %s',
    async (link) => {
      const page = await open(`/connect/${encodeURIComponent(link)}`);
      expect(page.status).toBe(404);
      expect(page.text).not.toContain('<script>');
    },
  );

  test('of an archived connection are void', async () => {
    const { path, token, id } = await connectLink('goner');
    await gateway.call(`DELETE /connections/${id}`, { token });
    expect((await open(path)).status).toBe(404);
    expect((await send(path, { apiKey: app.sandbox.apiKey })).status).toBe(404);
  });

  test('stay the same while somebody polls', async () => {
    const { path, token, id } = await connectLink('poller');
    const again = await gateway.call(`GET /connections/${id}`, { token });
    expect(new URL(again.body.clientAction.uiUrl).pathname).toBe(path);
  });
});

test('a form of another site is refused and changes nothing', async () => {
  const { path, token, id } = await connectLink('target');
  for (const origin of ['https://evil.example', `${gateway.url}.evil.example`, 'http://127.0.0.1:1']) {
    const refused = await send(path, { apiKey: app.sandbox.apiKey }, { origin });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('text/html');
    expect(refused.text).toContain('sent from another site');
  }
  expect((await gateway.call(`GET /connections/${id}`, { token })).body.state).toBe('CLIENT_ACTION_REQUIRED');
  expect((await send(path, { apiKey: app.sandbox.apiKey }, { origin: gateway.url })).status).toBe(200);
});

test('behind a proxy that rewrites Host, forms of the public address are taken and no others', async () => {
  const behind = await bootGateway({
    settings: {
      sandbox: false,
      publicUrl: 'https://porin.example/',
      appBaseUrls: { clickmeeting: app.sandbox.url },
      egressAllowCidrs: '127.0.0.0/8',
    },
  });
  try {
    const { body } = await behind.call('POST /connections/ensure', { body: { appUrl: 'clickmeeting.com' } });
    expect(body.clientAction.uiUrl).toMatch(/^https:\/\/porin\.example\/connect\//);
    const path = new URL(body.clientAction.uiUrl).pathname;
    const { cookie, form: token } = await shown(behind, path);
    expect(cookie).toMatch(/^__Host-porin-form=/);
    const form = new URLSearchParams({ option: 'api-key', form: token, apiKey: app.sandbox.apiKey });
    const sendFrom = (origin: string) =>
      behind.call(`POST ${path}`, { token: null, raw: form, headers: { origin, cookie } });
    for (const origin of ['http://porin.example', 'https://porin.example.evil.example', 'https://evil.example'])
      expect((await sendFrom(origin)).status).toBe(403);
    expect((await sendFrom('https://porin.example')).text).toContain('is connected');
  } finally {
    await behind.stop();
  }
});

test('names are shown as they are, never as markup', async () => {
  const name = `<img src=x onerror=alert(1)>"'&`;
  const { path } = await connectLink('<b>tenant</b>', name);
  const page = await open(path);
  expect(page.text).not.toContain('<img');
  expect(page.text).not.toContain('<b>');
  expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

test('a form without the token of the page that was shown is refused', async () => {
  const { path, token, id } = await connectLink('forged');
  const key = { apiKey: app.sandbox.apiKey };
  const page = await shown(gateway, path);
  for (const forged of [
    { cookie: '', form: '' },
    { cookie: page.cookie, form: '' },
    { cookie: '', form: page.form },
    { cookie: page.cookie, form: (await shown(gateway, path)).form },
  ])
    expect((await sendShown(path, forged, key)).status).toBe(403);
  expect((await gateway.call(`GET /connections/${id}`, { token })).body.state).toBe('CLIENT_ACTION_REQUIRED');
});

test('a form that is too large is refused', async () => {
  const { path } = await connectLink('large');
  const refused = await send(path, { apiKey: 'x'.repeat(3_000_000) });
  expect(refused.status).toBe(413);
  expect(refused.headers.get('content-type')).toContain('text/html');
  expect(refused.text).toContain('too large');
  expect((await open(path)).status).toBe(200);
});
