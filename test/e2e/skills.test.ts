import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressIn, logIn } from './skills/log-in.ts';
import { bareMachine, findScript, type Machine } from './skills/machine.ts';
import { aPerson, type Person } from './skills/person.ts';
import { addresses, clickmeetingActions, fill, first, second } from './skills/sequences.ts';

let person: Person;
beforeAll(async () => {
  person = await aPerson();
});
afterAll(() => person.leave());

describe('the second generation, headless, on a machine where nothing runs', () => {
  const machine = bareMachine({ PORIN_APPS: 'sandbox' });
  afterAll(() => machine.remove());
  let id = '';
  const of = (line: string, words: Readonly<Record<string, string>> = {}) =>
    fill(line, { CONNECTION_ID: id, ...words });

  test('logs in: the first command starts the gateway, a person approves in the browser', async () => {
    const { stderr } = await logIn(person, machine, fill(second.login, { '<agentType>': 'claude' }));
    expect(stderr).toContain('started one in the background');
    const status = await machine.ask('membrane login status --json');
    expect(status).toMatchObject({ source: 'saved login', checked: true });
  }, 60_000);

  test.each([
    ['the placeholder left as it is', `membrane login --tenant --clientName='<agentType>'`],
    ['no name', second.loginBare],
  ])(
    'logs in with %s for the agent type',
    async (_, line) => {
      await logIn(person, machine, line);
    },
    30_000,
  );

  test('connects', async () => {
    const connection = await machine.ask(fill(second.connect, { '<url>': second.ensure.clickmeeting }));
    expect(connection).toMatchObject({ id: expect.any(String), state: 'READY' });
    id = connection.id;
    expect(await machine.ask(fill(second.wait, { '<id>': id }))).toMatchObject({ id, state: 'READY' });
    expect(await machine.ask(fill(second.poll, { '<id>': id }))).toMatchObject({ id, state: 'READY' });
  }, 30_000);

  test.each(addresses)('the address %j, as some skills have it, leads to the same connection', async (address) => {
    const line = fill(second.connect, { '<url>': address.replaceAll('\\n', '\n') });
    expect(await machine.ask(line)).toMatchObject({ id });
  });

  test('an empty address, as some skills have it, is refused with the known apps', async () => {
    const { code, json } = await machine.run(fill(second.connect, { '<url>': '' }));
    expect({ code, error: json.error }).toMatchObject({
      code: 2,
      error: { code: 'bad_request', hint: expect.stringContaining('ClickMeeting') },
    });
  });

  test('finds every popular action under its key, first, by its name', async () => {
    const found: unknown[] = [];
    for (const [name] of clickmeetingActions) {
      const { items } = await machine.ask(of(second.find, { QUERY: name }));
      expect(items.length).toBeLessThanOrEqual(10);
      expect(items[0]).toMatchObject({
        ...{ id: expect.any(String), name: expect.any(String), description: expect.any(String) },
        ...{ inputSchema: expect.any(Object), outputSchema: expect.any(Object) },
      });
      found.push(items[0].key);
    }
    expect(found).toEqual(clickmeetingActions.map(([, key]) => key));
  }, 30_000);

  test('finds every popular action by its description, among ten', async () => {
    const missed: string[] = [];
    for (const [, key, description] of clickmeetingActions) {
      const { items } = await machine.ask(of(second.find, { QUERY: description }));
      if (!items.some((item: { key: string }) => item.key === key)) missed.push(key);
    }
    expect(missed).toEqual([]);
  }, 30_000);

  test('discovers without a connection, for people and with --json', async () => {
    const line = fill(second.discover, { QUERY: "'invite people to a webinar'" });
    expect((await machine.run(line)).stdout).toContain('send-invitation');
    expect((await machine.ask(`${line} --json`)).items.length).toBeGreaterThan(0);
    expect(await machine.run(second.discover)).toMatchObject({ code: 0 });
  });

  test('runs actions by key and by id', async () => {
    const { output } = await machine.ask(of(second.run, { '<actionId>': 'list-skins' }));
    expect(output).toBeDefined();
    const { items } = await machine.ask(of(second.find, { QUERY: 'time zones' }));
    const zone = { '<actionId>': items[0].id, '"key": "value"': '"country": "pl"' };
    expect(await machine.ask(of(second.runWith, zone))).toMatchObject({ output: { items: ['Europe/Warsaw'] } });
  });

  test('a field that the action does not have is named', async () => {
    const { code, json } = await machine.run(of(second.runWith, { '<actionId>': 'list-skins' }));
    expect({ code, error: json.error }).toMatchObject({ code: 2, error: { data: { issues: [{ path: 'key' }] } } });
  });

  describe('sends requests of its own', () => {
    const ask = (path: string, flags = '') =>
      machine.run(`${of(second.request, { '/path/to/endpoint': path })} ${flags}`);
    const room = '"name": "Launch day", "room_type": "webinar", "permanent_room": true, "access_type": 1';

    test.each([
      ['as they are', '/time_zone_list/pl', '', /Europe.{1,2}Warsaw/],
      ['with -X and -H', '/time_zone_list/pl', '-X GET -H "Accept: application/json"', /Europe.{1,2}Warsaw/],
      ['with --query', '/conferences/active', '--query "page=1" --query "limit=10"', /Weekly team meeting/],
      ['with --pathParam', '/time_zone_list/{country}', '--pathParam "country=pl"', /Europe.{1,2}Warsaw/],
      ['with --json before -d', '/conferences', `-X POST --json -d '{${room}}'`, /Launch day/],
      ['with --json and its body', '/conferences', `--method POST --json '{${room}}'`, /Launch day/],
      ['with --data alone', '/contacts', `-X POST --data 'email=a%40example.com&firstname=A&lastname=B'`, /OK/],
      [
        'with --rawData',
        '/conferences',
        `-X POST --rawData --data '{${room}}' --header "Content-Type: application/json"`,
        /Launch day/,
      ],
    ])('%s', async (_, path, flags, expected) => {
      const { code, stdout } = await ask(path, flags);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(expected) });
    });

    test('and sees what the app refuses', async () => {
      const refused = await ask('/path/to/endpoint');
      expect(refused).toMatchObject({ code: 8, stdout: expect.stringContaining('NOT_FOUND') });
    });
  });
});

const script = findScript();

describe.skipIf(script === undefined)('the second generation at a terminal, with the apps themselves', () => {
  // Its sandbox plays the app, to which the second machine connects as to any other.
  const world = bareMachine();
  let machine: Machine;
  let apiKey = '';
  beforeAll(async () => {
    await world.run('membrane up --detach --json');
    const { items } = await world.ask('membrane sandbox list --json');
    const played = items.find(({ app }: { readonly app: string }) => app === 'clickmeeting');
    apiKey = played.credentials.apiKey;
    machine = bareMachine({
      ...{ PORIN_SANDBOX: 'false', PORIN_EGRESS_ALLOW_CIDRS: '127.0.0.0/8' },
      PORIN_APP_BASE_URLS: JSON.stringify({ clickmeeting: played.url }),
    });
  });
  afterAll(async () => {
    await machine.remove();
    await world.remove();
  });
  const atTerminal = (line: string, opener: 'works' | 'fails') => machine.atTerminal(script ?? '', line, opener);

  test('logs in: starts the gateway when told to, opens the browser, which brings the answer back', async () => {
    const terminal = await atTerminal(fill(second.login, { '<agentType>': 'claude' }), 'works');
    await terminal.shows('Start one in the background?');
    terminal.type('y\r');
    const said = await terminal.shows('Code: ');
    expect(terminal.opened()).toBe(addressIn(said));
    expect(await person.approveHere(terminal.opened())).toContain('You can close this tab');
    expect(await terminal.ended).toBe(0);
    expect(terminal.said()).toContain('Logged in');
  }, 60_000);

  test('logs in without a browser here, by the code that the page shows', async () => {
    const terminal = await atTerminal(first.login, 'fails');
    const code = await person.approveForCode(addressIn(await terminal.shows('Code: ')));
    terminal.type(`${code}\r`);
    expect(await terminal.ended).toBe(0);
    expect(terminal.said()).toContain('Logged in');
  }, 30_000);

  test('connects ClickMeeting: a person enters the key on the page', async () => {
    const { id, state, clientAction } = await machine.ask(
      fill(second.connect, { '<url>': second.ensure.clickmeeting }),
    );
    expect({ state, clientAction }).toEqual({
      state: 'CLIENT_ACTION_REQUIRED',
      clientAction: expect.objectContaining({ type: 'connect', description: expect.any(String) }),
    });
    expect(await person.enterKey(clientAction.uiUrl, apiKey)).toContain('ClickMeeting is connected');
    expect(await machine.ask(fill(second.wait, { '<id>': id }))).toMatchObject({ state: 'READY' });
    const active = { '<actionId>': 'list-conferences', CONNECTION_ID: id, '"key": "value"': '"status": "active"' };
    expect((await machine.ask(fill(second.runWith, active))).output.items.length).toBeGreaterThan(0);
  }, 30_000);

  test('connects in the way of the first generation: the page opens, and the command ends when the key is entered', async () => {
    const { items } = await machine.ask(first.search.clicksend.replace('clicksend-sms', 'clickmeeting'));
    const connect = fill(first.connect, { CONNECTOR_ID: items[0].element.id }).replace(' --json', '');
    const terminal = await atTerminal(`${connect} --allowMultipleConnections`, 'works');
    const said = await terminal.shows('/connect/');
    expect(said).toContain(terminal.opened());
    expect(await person.enterKey(terminal.opened(), apiKey)).toContain('ClickMeeting is connected');
    expect(await terminal.ended).toBe(0);
    expect(terminal.said()).toMatch(/READY|connected/i);
  }, 30_000);

  test('CleverTap goes as far as the page that asks for its keys', async () => {
    const asked = await machine.ask(fill(second.connect, { '<url>': second.ensure.clevertap }));
    expect(asked).toMatchObject({ state: 'CLIENT_ACTION_REQUIRED', clientAction: { type: 'connect' } });
    expect(await person.read(asked.clientAction.uiUrl)).toMatch(/clevertap.*passcode/is);
  }, 30_000);

  test('an app that no connector knows goes as far as connecting', async () => {
    const unknown = fill(second.connect, { '<url>': 'https://acme-tickets.com/' });
    const begun = await machine.ask(unknown);
    expect(begun).toMatchObject({ id: expect.any(String), state: 'BUILDING' });
    const waited = await machine.ask(`${fill(second.wait, { '<id>': begun.id })} --timeout 60`);
    expect(waited).toMatchObject({
      state: 'CLIENT_ACTION_REQUIRED',
      clientAction: {
        ...{ type: 'provide-input', description: expect.any(String), agentInstructions: expect.any(String) },
        uiUrl: expect.stringContaining('/connect/'),
      },
    });
    expect(await person.read(waited.clientAction.uiUrl)).toMatch(/acme.tickets/i);
    const again = await machine.ask(unknown);
    expect(again).toMatchObject({ id: begun.id });
  }, 30_000);
});
