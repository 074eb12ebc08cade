import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { withEntry, withoutEntry } from './local/mcp-hosts/config-file.ts';
import type { McpHost } from './local/mcp-hosts/host.ts';
import { hosts } from './local/mcp-hosts/hosts.ts';
import { readJsonc } from './local/mcp-hosts/jsonc.ts';
import { readToml } from './local/mcp-hosts/toml.ts';

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
          ['x = = 1\n', 'line 1, column 5: expected a value'],
          ['x = nonsense\n', 'line 1, column 5: expected a value'],
          ['x = 1 2\n', 'line 1, column 7: expected the end of the line'],
          ['x = 01\n', 'line 1, column 5: expected a value'],
          ['x = [1 2]\n', "line 1, column 8: expected ',' or ']'"],
          ['x = { a 1 }\n', "line 1, column 9: expected '='"],
          ['x = "\\q"\n', 'line 1, column 6: there is no such escape'],
          ['a = 1\na = 2\n', 'line 2, column 1: a stands there twice'],
          ['[a]\n[b]\n[a]\n', 'line 3, column 1: a stands there twice'],
          [`[[${host.servers}]]\na = 1\n`, 'line 1, column 1: mcp_servers is not a table'],
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

  test.runIf(host.format === 'toml')('takes every kind of value, and what only looks as if it stood twice', () => {
    const values = [
      '+1_000, 0x1F, 0o7, 0b1, -0.5e+1_0, inf, -nan, true',
      '1979-05-27, 1979-05-27T07:32:00Z, 1979-05-27 00:32:00.99-07:00, 07:32:00',
      String.raw`"a\\" , "\u00e9\t", '\q', "", {}, { a.b = 1, "c" = [ { d = '' } ] }`,
    ];
    const lists = '[[t]]\na = 1\n[t.u]\nb = 1\n[[t]]\na = 1\n[t.u]\nb = 1\n[v]\na = 1\n';
    const text = `${values.map((value, index) => `k${index} = [${value},]\n`).join('')}long = """a\\\n  b \\" """\n${lists}`;
    expect(readToml(text)).toHaveLength(14);
  });

  test('has nothing to take out where nothing is', () => {
    for (const text of [undefined, '', existing(host)]) expect(withoutEntry(host, file(text), 'porin')).toBeUndefined();
  });
});

test('indents as the file does, also beside what stands on one line', async () => {
  const before = '{\n\t// mine\n\t"mcpServers": {\n\t\t"other": { "command": "x" }\n\t}\n}\n';
  const host = hosts.find(({ id }) => id === 'cursor') as McpHost;
  const { after } = withEntry(host, file(before), 'porin', { command: 'p' });
  expect(after).toContain('\n\t\t"porin": {\n\t\t\t"command": "p"\n\t\t}');
  expect(withEntry(host, file('{"a": {\n\t\t"b": 1 }}'), 'porin', { command: 'p' }).after).toContain(
    '\n\t"mcpServers"',
  );
});
