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
import { withEntry, withoutEntry } from './local/mcp-hosts/config-file.ts';
import type { McpHost } from './local/mcp-hosts/host.ts';
import { hosts } from './local/mcp-hosts/hosts.ts';
import { readJsonc } from './local/mcp-hosts/jsonc.ts';
import { readToml } from './local/mcp-hosts/toml.ts';
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

function file(text: string | undefined): string {
  const path = join(folder(), 'config');
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

const every = hosts.map((host): [string, McpHost] => [host.id, host]);
const stdio = { kind: 'stdio', command: '/usr/bin/node', args: ['/opt/porin main.js', 'mcp', '--app', 'a"b'] } as const;
const http = { kind: 'http', url: 'https://gw.example.com/mcp?mode=all', token: 'pat-secret' } as const;

/** What a host has in its file, with something of its own and of another server. */
const existing = ({ format, servers }: McpHost) =>
  format === 'json'
    ? `{\n    "theme": "dark",\n    "${servers}": {\n        "other": {\n            "command": "x"\n        }\n    },\n    "last": [1, 2]\n}\n`
    : `model = "gpt"\n\n[${servers}.other]\ncommand = "x"\n\n[profiles.fast]\nmodel = "y"\n`;
const commented = ({ format, servers }: McpHost) =>
  format === 'json'
    ? `// Mine: { "${servers}": 1 }\n{\n  /* keep */ "theme": "da//rk", // and this\n  "${servers}": {\n    "other": { "command": "x" }, // the other one\n    // nothing here\n  },\n}\n// end\n`
    : `# [${servers}.porin]\nnotes = """\n[${servers}.porin]\ncommand = "no"\n"""\nlist = [ # a\n  "]", '[',\n]\n\n[${servers}.other] # mine\ncommand = 'x' # "\n# end\n`;

const forms: readonly (readonly [string, (host: McpHost) => string])[] = [
  ['an existing file', existing],
  ['a commented file', commented],
  ['a file with the line ends of Windows', (host) => existing(host).replaceAll('\n', '\r\n')],
  ['a file with a byte order mark', (host) => `\uFEFF${existing(host)}`],
  ['a file without a line end', (host) => existing(host).trimEnd()],
];

describe.each(every)('%s', (_, host) => {
  test('gets an entry in a file that is not there, or empty', () => {
    for (const text of [undefined, '', '\n', '\uFEFF']) {
      const { after } = withEntry(host, file(text), 'porin', host.entry(stdio));
      expect(after).toContain('/opt/porin main.js');
      if (host.format === 'json')
        expect(JSON.parse(after.replace(/^\uFEFF/, ''))[host.servers].porin.args).toEqual(stdio.args);
      else expect(after).toContain(String.raw`args = ["/opt/porin main.js","mcp","--app","a\"b"]`);
    }
  });

  test.each(forms)('gets an entry in %s, and nothing else changes', (_, form) => {
    const before = form(host);
    const path = file(before);
    const { after } = withEntry(host, path, 'porin', host.entry(stdio));
    // Without the lines that were put in, it is what it was, but for a comma.
    const kept = before.replaceAll(/[\s,]/g, '');
    const ours = (text: string) => text.replaceAll(/[\s,]/g, '');
    const taken = withoutEntry(host, file(after), 'porin')?.after ?? '';
    expect(ours(taken)).toBe(kept);
    expect(taken.trimEnd()).toBe(before.trimEnd());
    expect(after.includes('\r\n')).toBe(before.includes('\r\n'));
    if (before.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(after.startsWith('\uFEFF')).toBe(before.startsWith('\uFEFF'));
    if (host.format === 'json') expect(() => readJsonc(after)).not.toThrow();
    else expect(readToml(after).filter(({ path: [, name] }) => name === 'porin')).toHaveLength(1);
  });

  test('has the same entry only once, and takes a changed one in its place', () => {
    const once = withEntry(host, file(commented(host)), 'porin', host.entry(stdio)).after;
    expect(withEntry(host, file(once), 'porin', host.entry(stdio)).after).toBe(once);
    if (!host.takesHttp) return;
    const other = withEntry(host, file(once), 'porin', host.entry(http)).after;
    expect(other).toContain('gw.example.com');
    expect(other).toContain('Bearer pat-secret');
    expect(other).not.toContain('main.js');
    expect(withEntry(host, file(other), 'porin', host.entry(stdio)).after).toBe(once);
  });

  test.each(
    host.format === 'json'
      ? [
          ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: expected'],
          ['{"a": tru}', 'line 1, column 7: expected a value'],
          ['{"a": "x\n"}', 'line 1, column 7: the text in quotes'],
          ['{"a": 1', 'line 1, column 8: expected'],
          ['[1]', 'line 1, column 1: the file is not an object'],
          [`{"${host.servers}": []}`, `${host.servers} is not an object`],
          ['{} x', 'line 1, column 4: expected the end of the file'],
          ['{} /* x', 'line 1, column 4: the comment has no end'],
          ['{"a":'.repeat(300), 'too deeply nested'],
        ]
      : [
          ['a = 1\nb', "line 2, column 2: expected '='"],
          ['a = "x\n', 'line 1, column 5: the text in quotes has no end'],
          ['[a\n', "line 1, column 3: expected ']'"],
          ['a = [1,\n2\n', "line 1, column 5: '[' is not closed"],
          ['a =\n', 'line 1, column 4: expected a value'],
          [
            `[${host.servers}]\nporin = { command = "x" }\n`,
            'line 2, column 1: mcp_servers.porin is not a table of its own',
          ],
          [`${host.servers} = {}\n`, 'line 1, column 1: mcp_servers is not a table'],
          [
            `[${host.servers}.porin]\na = 1\n[b]\n[${host.servers}.porin.env]\n`,
            'line 4, column 1: mcp_servers.porin stands in two places',
          ],
        ],
  )('is left alone when its file is broken: %j', (text, message) => {
    const path = file(text);
    expect(() => withEntry(host, path, 'porin', host.entry(stdio))).toThrow(message);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('has nothing to take out where nothing is', () => {
    for (const text of [undefined, '', existing(host)]) expect(withoutEntry(host, file(text), 'porin')).toBeUndefined();
  });
});

/** A user's home and project, with a command that runs there. */
function user() {
  const home = folder();
  const cwd = join(home, 'project');
  mkdirSync(cwd);
  const env = { ...emptyEnv(), HOME: home };
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
    const { home, run } = user();
    const path = join(home, '.cursor', 'mcp.json');
    expect(await run('mcp install cursor --json')).toMatchObject({ code: 0 });
    const entry = { command: '/usr/bin/node', args: ['/opt/porin/main.js', 'mcp'] };
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

  test('shows in a dry run what would change, and writes nothing', async () => {
    const { home, run } = user();
    const { code, stdout } = await run('mcp install codex --dry-run');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('+[mcp_servers.porin]') });
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
      'POST /tokens': { status: 201, body: { token: 'pat-new' } },
    });
    const path = join(home, '.cursor', 'mcp.json');
    const at = { ...env, HOME: home };
    await run('mcp install cursor --http --app acme', at);
    expect(JSON.parse(readFileSync(path, 'utf8')).mcpServers['porin-acme']).toEqual({ url: `${server.url}/mcp/acme` });
    await run('mcp install cursor --http --token --dry-run', at);
    expect(server.received).toEqual([]);
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
