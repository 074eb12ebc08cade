import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logIn } from './skills/log-in.ts';
import { bareMachine } from './skills/machine.ts';
import { aPerson, type Person } from './skills/person.ts';
import { clicksendActions, fill, first, second } from './skills/sequences.ts';

let person: Person;
beforeAll(async () => {
  person = await aPerson();
});
afterAll(() => person.leave());

describe('the first generation, on a machine with a sandbox', () => {
  const machine = bareMachine({ PORIN_APPS: 'sandbox' });
  afterAll(() => machine.remove());
  let id = '';
  let clicksend = '';

  test('logs in', async () => {
    await logIn(person, machine, first.login);
  }, 30_000);

  test('finds the connector of an app that none knows, and gets as far as connecting it', async () => {
    const { items } = await machine.ask(first.search.clicksend.replace('clicksend-sms', 'acme-tickets'));
    const connectorId = items[0].element.id;
    const connection = await machine.ask(fill(first.connect, { CONNECTOR_ID: connectorId }));
    const waited = await machine.ask(fill(second.wait, { '<id>': connection.id }));
    expect(waited).toMatchObject({
      state: 'CLIENT_ACTION_REQUIRED',
      clientAction: { type: 'provide-input', uiUrl: expect.stringContaining('/connect/') },
    });
    expect(await person.read(waited.clientAction.uiUrl)).toMatch(/acme.tickets/i);
    const { items: connections } = await machine.ask(first.connections);
    expect(connections.map((one: { id: string }) => one.id)).toContain(connection.id);
  }, 30_000);

  test.each(['clicksend-sms', 'clickmeeting'])('connects %s, and sees the connection in the list', async (app) => {
    const { items } = await machine.ask(first.search.clicksend.replace('clicksend-sms', app));
    const connection = await machine.ask(fill(first.connect, { CONNECTOR_ID: items[0].element.id }));
    expect(connection).toMatchObject({ id: expect.any(String), state: 'READY' });
    id = connection.id;
    if (app === 'clicksend-sms') clicksend = id;
    const { items: connections } = await machine.ask(first.connections);
    expect(connections.map((one: { id: string }) => one.id)).toContain(id);
  });

  test('finds every popular action of ClickSend, by its name first and by its description among those found', async () => {
    const found: unknown[] = [];
    const missed: string[] = [];
    for (const [name, key, description] of clicksendActions) {
      const ask = (QUERY: string) => machine.ask(fill(first.find, { QUERY: `'${QUERY}'`, CONNECTION_ID: clicksend }));
      found.push((await ask(name)).items[0].key);
      const { items } = await ask(description);
      if (!items.some((item: { key: string }) => item.key === key)) missed.push(key);
    }
    expect({ found, missed }).toEqual({ found: clicksendActions.map(([, key]) => key), missed: [] });
  }, 60_000);

  test('runs actions of ClickSend with and without input, and sends requests of its own', async () => {
    const words = { CONNECTION_ID: clicksend, ACTION_ID: 'list-sms-templates' };
    expect((await machine.ask(fill(first.run, words))).output.total).toBe(2);
    const send = `${fill(first.run, { ...words, ACTION_ID: 'send-sms' })} --input '{"messages": [{"to": "+61411111111", "body": "Hi"}]}'`;
    expect((await machine.ask(send)).output).toMatchObject({ accepted: [{ to: '+61411111111' }], rejected: [] });
    const named = { ...words, ACTION_ID: 'get-sms-history', key: 'status', value: 'Scheduled' };
    expect((await machine.ask(fill(first.runWith, named))).output.items).toMatchObject([{ status: 'Scheduled' }]);
    const request = (path: string, flags: string) =>
      machine.run(`${fill(first.request, { CONNECTION_ID: clicksend, '/path/to/endpoint': path })} ${flags}`);
    const template = '{"template_name": "Raw", "body": "Hello"}';
    expect((await request('/sms/templates', `-X POST --json -d '${template}'`)).stdout).toContain('has been saved');
    const listed = await request(
      '/sms/{what}',
      '--pathParam "what=templates" --query "limit=15" -H "Accept: application/json"',
    );
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('Raw') });
    const account = await request('/account', '');
    expect(account).toMatchObject({ code: 0, stdout: expect.stringMatching(/"api_key": ?"\[redacted\]\*+"/) });
  }, 30_000);

  test('finds and runs actions', async () => {
    const { items } = await machine.ask(fill(first.find, { QUERY: "'list skins'", CONNECTION_ID: id }));
    expect(items[0]).toMatchObject({ key: 'list-skins', inputSchema: expect.any(Object) });
    const words = { CONNECTION_ID: id, ACTION_ID: items[0].id };
    expect(await machine.ask(fill(first.run, words))).toMatchObject({ output: expect.anything() });
    const country = { ...words, ACTION_ID: 'list-timezones-by-country', key: 'country', value: 'pl' };
    expect(await machine.ask(fill(first.runWith, country))).toMatchObject({ output: { items: ['Europe/Warsaw'] } });
    expect(await machine.run(fill(first.request, { CONNECTION_ID: id, '/path/to/endpoint': '/ping' }))).toMatchObject({
      code: 0,
    });
  });

  test.each([first.search.clicksend, first.connections, second.discover])('in the npx spelling: %s', async (line) => {
    expect(await machine.run(line.replace('membrane', 'npx @membranehq/cli'))).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^(next: .+\n)?$/),
    });
  });

  test('a translation that lost its quotes is told that the shell took them', async () => {
    const { code, json } = await machine.run(fill(first.runTranslated, { CONNECTIONID: id, ACTIONID: 'list-skins' }));
    expect({ code, error: json.error }).toMatchObject({
      code: 2,
      error: { message: expect.stringContaining('--input'), hint: expect.stringContaining('single quotes') },
    });
  });
});
