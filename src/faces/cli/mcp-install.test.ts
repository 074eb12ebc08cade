import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { hosts } from './local/mcp-hosts/hosts.ts';
import { cli, emptyEnv, gatewayFactory } from './testkit.ts';

const gateway = gatewayFactory(afterEach);
const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'porin-hosts-'));
  undo.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A user's home and project, with a command that runs there. */
function user() {
  const home = folder();
  const cwd = join(home, 'project');
  mkdirSync(cwd);
  const { XDG_STATE_HOME = '', XDG_DATA_HOME = '' } = emptyEnv();
  const env = { HOME: home, XDG_STATE_HOME, XDG_DATA_HOME };
  const self = ['/usr/bin/node', '/opt/porin/main.js'];
  return {
    home,
    cwd,
    env,
    run: (line: string, more = {}) => cli(line.split(' '), { env: { ...env, ...more }, cwd, self }),
  };
}

describe('mcp install', () => {
  test('writes the program that runs, without a secret, and keeps a copy of what was there', async () => {
    const { home, env, run } = user();
    const path = join(home, '.cursor', 'mcp.json');
    expect(await run('mcp install cursor --json')).toMatchObject({ code: 0 });
    const { XDG_STATE_HOME, XDG_DATA_HOME } = env;
    const entry = {
      command: '/usr/bin/node',
      args: ['/opt/porin/main.js', 'mcp'],
      env: { XDG_STATE_HOME, XDG_DATA_HOME },
    };
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ mcpServers: { porin: entry } });
    expect(JSON.parse((await run('mcp install cursor --json')).stdout).status).toBe('unchanged');
    expect(readdirSync(dirname(path))).toEqual(['mcp.json']);
    const { stdout } = await run('mcp install cursor --app acme --mode meta --json');
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ host: 'cursor', name: 'porin-acme', status: 'updated', path });
    expect(JSON.parse(readFileSync(told.backup, 'utf8'))).toEqual({ mcpServers: { porin: entry } });
    expect(JSON.parse(readFileSync(path, 'utf8')).mcpServers['porin-acme'].args.slice(1)).toEqual([
      'mcp',
      '--app',
      'acme',
      '--mode',
      'meta',
    ]);
    expect((await run('mcp uninstall cursor --app acme')).code).toBe(0);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ mcpServers: { porin: entry } });
    expect(JSON.parse((await run('mcp uninstall cursor --app acme --json')).stdout).status).toBe('absent');
  });

  test('writes the name of the program into a file of the project', async () => {
    const { cwd, run } = user();
    await run('mcp install claude --project');
    expect(JSON.parse(readFileSync(join(cwd, '.mcp.json'), 'utf8')).mcpServers.porin).toEqual({
      ...{ type: 'stdio', command: 'porin', args: ['mcp'] },
    });
    // Only who says so has a gateway started by the host.
    await run('mcp install claude --project --start');
    expect(JSON.parse(readFileSync(join(cwd, '.mcp.json'), 'utf8')).mcpServers.porin.args).toEqual(['mcp', '--start']);
  });

  test('writes with the program what says here which gateway is used, as hosts keep the environment to themselves', async () => {
    const { home, cwd, run } = user();
    const more = {
      XDG_STATE_HOME: join(home, '.local', 'state'),
      XDG_DATA_HOME: '',
      PORIN_DATA: 'here',
      PORIN_URL: 'http://127.0.0.1:9',
      PORIN_TOKEN: 'pat-secret',
    };
    await run('mcp install codex --data-dir there', more);
    const text = readFileSync(join(home, '.codex', 'config.toml'), 'utf8');
    expect(text).toContain(`"--data-dir","${join(cwd, 'there')}"]`);
    expect(text.split('\n').slice(4).join('\n')).toBe(
      `[mcp_servers.porin.env]\nPORIN_DATA = "${join(cwd, 'here')}"\nPORIN_URL = "http://127.0.0.1:9"\n`,
    );
    expect(text).not.toMatch(/pat-secret|XDG_STATE_HOME/);
    expect((await run('mcp uninstall codex')).code).toBe(0);
    expect(readFileSync(join(home, '.codex', 'config.toml'), 'utf8').trim()).toBe('');
  });

  test('keeps a copy of each change, also of two within one second', async () => {
    const { home, run } = user();
    const path = join(home, '.cursor', 'mcp.json');
    mkdirSync(dirname(path));
    writeFileSync(path, '{"mine": 1}');
    for (const name of ['a', 'b', 'c']) await run(`mcp install cursor --name ${name}`);
    const copies = readdirSync(dirname(path)).filter((one) => one.endsWith('.backup'));
    expect(copies).toHaveLength(3);
    expect(copies.map((one) => readFileSync(join(dirname(path), one), 'utf8'))).toContain('{"mine": 1}');
  });

  test('says what fits: how to log in for an address alone, nothing to switch on when it is taken out', async () => {
    const { run } = user();
    expect((await run('mcp install claude')).stderr).not.toContain('logs in');
    expect((await run('mcp install claude --dry-run')).stderr).toContain('has this entry already');
    expect((await run('mcp install claude --http --url http://127.0.0.1:9')).stderr).toContain('/mcp logs in to it');
    expect((await run('mcp install cursor')).stderr).toContain('Switch the server on');
    const gone = await run('mcp uninstall cursor');
    expect(gone.stderr).not.toContain('Switch');
    expect(gone.stderr).toContain('until it is started anew');
  });

  test('revokes the token that it replaces or takes out, and says so when it cannot', async () => {
    const { home, run } = user();
    const tokens: { id: string; name: string; revokedAt?: string }[] = [{ id: 'tok_other', name: 'MCP: Cursor' }];
    const { server, env } = await gateway({
      'GET /self': { body: { internalId: 'me' } },
      'POST /tokens': ({ body }) => {
        const id = `tok_${tokens.length}`;
        tokens.unshift({ id, name: JSON.parse(body).name });
        return { status: 201, body: { id, token: `pat-${id}` } };
      },
      'GET /tokens': () => ({ body: { items: tokens } }),
      'DELETE /tokens/tok_1': { body: { id: 'tok_1', revoked: true } },
      'DELETE /tokens/tok_2': { body: { id: 'tok_2', revoked: true } },
    });
    const at = { ...env, HOME: home };
    const revoked = () => server.received.filter(({ method }) => method === 'DELETE').map(({ url }) => url);
    await run('mcp install cursor --http --token', at);
    await run('mcp install cursor --http --token --dry-run', at);
    expect(revoked()).toEqual([]);
    expect((await run('mcp install cursor --http --token', at)).stderr).toContain(
      'revoked what was written there before: tok_1',
    );
    expect(revoked()).toEqual(['/tokens/tok_1']);
    tokens.pop();
    tokens.splice(1);
    const path = join(home, '.cursor', 'mcp.json');
    const held = readFileSync(path, 'utf8');
    await run('mcp uninstall cursor', at);
    expect(revoked()).toEqual(['/tokens/tok_1', '/tokens/tok_2']);
    writeFileSync(path, held);
    expect((await run('mcp uninstall cursor')).stderr).toContain('porin token revoke');
    for (const one of readdirSync(dirname(path)).filter((name) => name.endsWith('.backup')))
      expect(statSync(join(dirname(path), one)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['mcp install claude --app acmee', { 'GET /external-apps/acmee': 'acme' }],
    ['mcp install claude --connection nope', { 'GET /connections/nope': 'mine' }],
  ])('refuses a name that the gateway has not: %s', async (line, answers) => {
    const { home, run } = user();
    const routes = Object.entries(answers).map(([route, near]) => [
      route,
      { status: 404, body: { code: 'not_found', message: 'None', hint: `Did you mean ${near}?` } },
    ]);
    const { env } = await gateway(Object.fromEntries(routes));
    expect(await run(line, { ...env, HOME: home })).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('Did you mean'),
    });
    expect(existsSync(join(home, '.claude.json'))).toBe(false);
    // Where no gateway can be asked, it is written, and said.
    expect(await run(line)).toMatchObject({ code: 0, stderr: expect.stringContaining('could not be checked') });
  });

  test('shows in a dry run what would change, and writes nothing', async () => {
    const { home, run } = user();
    const { code, stdout } = await run('mcp install codex --dry-run');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('+[mcp_servers.porin]') });
    expect(stdout).toContain(`+++ b${home}`);
    expect(existsSync(join(home, '.codex'))).toBe(false);
  });

  test('follows a link and keeps it', async () => {
    const { home, run } = user();
    mkdirSync(join(home, '.gemini'));
    writeFileSync(join(home, 'dotfile.json'), '{}', { mode: 0o640 });
    symlinkSync(join(home, 'dotfile.json'), join(home, '.gemini', 'settings.json'));
    await run('mcp install gemini');
    expect(lstatSync(join(home, '.gemini', 'settings.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(home, 'dotfile.json'), 'utf8')).toContain('porin');
    expect(statSync(join(home, 'dotfile.json')).mode & 0o777).toBe(0o640);
  });

  test('writes the address alone for OAuth; a token only when asked, into a file for its owner', async () => {
    const { home, run } = user();
    const { server, env } = await gateway({
      'GET /self': { body: { internalId: 'me' } },
      'GET /external-apps/acme': { body: { id: 'acme' } },
      'POST /tokens': { status: 201, body: { token: 'pat-new' } },
    });
    const path = join(home, '.cursor', 'mcp.json');
    const at = { ...env, HOME: home };
    await run('mcp install cursor --http --app acme', at);
    expect(JSON.parse(readFileSync(path, 'utf8')).mcpServers['porin-acme']).toEqual({ url: `${server.url}/mcp/acme` });
    await run('mcp install cursor --http --token --dry-run', at);
    expect(server.received.filter(({ method }) => method === 'POST')).toEqual([]);
    await run('mcp install cursor --http --token', at);
    expect(JSON.parse(readFileSync(path, 'utf8')).mcpServers.porin).toEqual({
      url: `${server.url}/mcp`,
      headers: { Authorization: 'Bearer pat-new' },
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { body } = server.received.find(({ method }) => method === 'POST') ?? {};
    expect(JSON.parse(String(body))).toMatchObject({
      tenant: 'me',
      scopes: ['actions:read', 'actions:write', 'connections:manage'],
    });
  });

  test('lists the hosts', async () => {
    const { run } = user();
    const { items } = JSON.parse((await run('mcp install --list --json')).stdout);
    expect(items.map(({ id }: { id: string }) => id)).toEqual(hosts.map(({ id }) => id));
  });

  test.each([
    ['mcp install cursr', 'did you mean cursor?'],
    ['mcp install chatgpt', 'in your account'],
    ['mcp install', 'host'],
    ['mcp install windsurf --project', 'no file for a project'],
    ['mcp install claude-desktop --http', 'only starts programs'],
    ['mcp install claude --project --http --token', 'everybody’s'],
    ['mcp install claude --http --stdio', 'two ways'],
    ['mcp install claude --project --user', 'two files'],
    ['mcp install claude --name a.b', '--name'],
    ['mcp install claude --app ../x', '--name'],
  ])('refuses %s', async (line, message) => {
    const { run, home } = user();
    expect(await run(line)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    expect(readdirSync(home).sort()).toEqual(['project']);
  });

  test('names file, line and column of a broken one', async () => {
    const { home, run } = user();
    writeFileSync(join(home, '.claude.json'), '{\n  oops\n}');
    const { code, stderr } = await run('mcp install claude');
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('.claude.json, line 2, column 3'),
    });
    expect(readdirSync(home).sort()).toEqual(['.claude.json', 'project']);
  });
});
