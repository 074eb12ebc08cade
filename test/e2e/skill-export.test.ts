import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'skills-ref';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bareMachine } from './skills/machine.ts';
import { aPerson, type Person } from './skills/person.ts';

const machine = bareMachine({ PORIN_APPS: 'sandbox' });
let person: Person;
let folder = '';
beforeAll(async () => {
  person = await aPerson();
  await machine.run('porin up --detach --json');
  folder = (await machine.ask('porin skill export --json')).dir;
}, 60_000);
afterAll(async () => {
  await machine.remove();
  await person.leave();
});

const names = ['clevertap', 'clickmeeting', 'clicksend'];
const textOf = (name: string) => readFileSync(join(folder, name, 'SKILL.md'), 'utf8');

/** The lines of a skill's shell blocks. */
const blocks = (text: string) =>
  [...text.matchAll(/^```bash\n(.*?)^```/gms)].flatMap(([, lines = '']) => lines.trim().split('\n'));
/** Commands that stand in a sentence. */
const mentioned = (text: string) => [...text.matchAll(/`(porin [^`]*)`/g)].map(([, line = '']) => line);
const popular = (text: string) =>
  [...text.matchAll(/^\| [^|]+ \| ([a-z][a-z0-9-]+) \| .+ \|$/gm)].map(([, key = '']) => key);
const filled = (line: string, words: Readonly<Record<string, string>>) =>
  Object.entries(words).reduce((text, [placeholder, word]) => text.replaceAll(placeholder, () => word), line);

test('all skills are written, each into the folder of its name', () => {
  expect(readdirSync(folder).sort()).toEqual(names);
});

describe.each(names)('the skill %s, as exported', (name) => {
  test('is valid', async () => {
    expect(await validate(join(folder, name))).toEqual([]);
  });

  test('has the sections of the published ones, in their order', () => {
    const titles = [...textOf(name).matchAll(/^#{2,4} (.+)$/gm)].map(([, title = '']) => title);
    const app = /^# (.+)$/m.exec(textOf(name))?.[1] ?? '';
    const expected = [
      ...[`${app} Overview`, `Working with ${app}`, 'Install the CLI', 'Authentication', `Connecting to ${app}`],
      ...['Searching for actions', 'Popular actions', 'Running actions', 'Proxy requests', 'Best practices'],
    ];
    expect(titles.filter((title) => expected.includes(title))).toEqual(expected);
  });

  test('leads an agent from the login to a run, command by command', async () => {
    const commands = blocks(textOf(name)).filter((line) => line.startsWith('porin '));
    // The one that goes on after a question has its own test: here nobody is asked.
    const lines = commands.filter((line) => !line.includes('--approval'));
    expect(commands.length - lines.length).toBe(1);
    const next = (words: Readonly<Record<string, string>> = {}) => filled(lines.shift() ?? '', words);
    const asked = await machine.ask(`${next({ AGENT_TYPE: 'claude' })} --json`);
    const code = await person.approve(asked.authorizationUrl);
    expect(await machine.run(next({ CODE: code }))).toMatchObject({ code: 0 });
    const connection = await machine.ask(next());
    expect(connection).toMatchObject({ id: expect.any(String), state: 'READY' });
    const words = { CONNECTION_ID: connection.id };
    expect(await machine.ask(next(words))).toMatchObject({ state: 'READY' });
    const { items: connections } = await machine.ask(next());
    expect(connections.map(({ id }: { id: string }) => id)).toContain(connection.id);
    const [key = ''] = popular(textOf(name));
    const { items: found } = await machine.ask(next({ ...words, QUERY: key.replaceAll('-', ' ') }));
    expect(found.map((one: { key: string }) => one.key)).toContain(key);
    const of = { ...words, ACTION_ID: key };
    const { example } = await machine.ask(next(of));
    await machine.ask(next({ ...of, '--json': `--input '${JSON.stringify(example.input)}' --json` }));
    const ran = await machine.ask(next({ ...of, '{"key": "value"}': JSON.stringify(example.input) }));
    expect(ran).toMatchObject({ output: expect.anything() });
    // No app has this path: that the app itself answers is what matters, and one of them answers everything with 200.
    expect([0, 8]).toContain((await machine.run(next(words))).code);
    expect(lines).toEqual([]);
  }, 60_000);

  test('names actions that there are, and at most 25', async () => {
    const keys = popular(textOf(name));
    expect(keys.length).toBeGreaterThan(9);
    expect(keys.length).toBeLessThanOrEqual(25);
    const { items } = await machine.ask(`porin action list --search "" --limit 1000 --json`);
    const known = items.map(({ id }: { id: string }) => id);
    expect(keys.filter((key) => !known.includes(`${name}.${key}`))).toEqual([]);
  });

  test('says no flag and no command that the command line does not have', async () => {
    const text = textOf(name);
    const wrong: string[] = [];
    for (const line of new Set([...blocks(text), ...mentioned(text)].filter((one) => one.startsWith('porin ')))) {
      const words = /^porin ((?:[a-z]+ ?)+)/.exec(line)?.[1]?.trim() ?? '';
      const { code, stdout } = await machine.run(`porin ${words} --help`.replace('  ', ' '));
      const flags = [...line.matchAll(/(?<=\s)--[\w-]+/g)].map(([flag]) => flag);
      const unknown = flags.filter(
        (flag) => !['--json', '--timeout', '--url', '--version'].includes(flag) && !stdout.includes(flag),
      );
      if (code !== 0 || unknown.length > 0) wrong.push(`${line}: ${unknown}`);
    }
    const { stdout: request } = await machine.run('porin request --help');
    const options = [...text.matchAll(/^\| `(-[^`]+)` \|/gm)].flatMap(([, names = '']) => names.split(', '));
    expect(options.length).toBeGreaterThan(8);
    expect(options.filter((flag) => !request.includes(flag))).toEqual([]);
    expect(wrong).toEqual([]);
  }, 60_000);

  test('has the exit codes of the command line', async () => {
    const codes = [...textOf(name).matchAll(/^\| (\d+) \|/gm)].map(([, code = '']) => code);
    const { stdout } = await machine.run('porin help exit-codes');
    expect(codes.length).toBeGreaterThan(7);
    for (const code of codes) expect(stdout).toMatch(new RegExp(`^\\s*${code}\\s`, 'm'));
  });
});

test('the commands that install it are scripts of the program', () => {
  const scripts = blocks(textOf('clicksend')).filter((line) => line.startsWith('npm'));
  expect(scripts).toEqual(['npm ci', 'npm run build', 'npm install -g .']);
});

describe('a file that is there already', () => {
  const dir = 'again';
  const status = async (flags = '') => {
    const { code, json } = await machine.run(`porin skill export clicksend --dir ${dir} --json ${flags}`);
    return code === 0 ? json.items[0].status : json.error;
  };
  const path = () => join(folder, '..', dir, 'clicksend', 'SKILL.md');

  test('is written in a dry run by nobody', async () => {
    expect(await status('--dry-run')).toBe('created');
    expect(existsSync(path())).toBe(false);
  });

  test('is left as it is when it says the same, also with the line ends of Windows', async () => {
    expect(await status()).toBe('created');
    expect(await status()).toBe('unchanged');
    const text = readFileSync(path(), 'utf8');
    writeFileSync(path(), text.replaceAll('\n', '\r\n'));
    expect(await status()).toBe('unchanged');
  });

  test('is replaced when it was exported by another version', async () => {
    const text = readFileSync(path(), 'utf8').replaceAll('\r\n', '\n');
    writeFileSync(path(), text.replace(/^ {2}version: .*$/m, '  version: "0.0.1"'));
    expect(await status()).toBe('updated');
  });

  test('is refused when somebody else wrote or changed it, unless with --force', async () => {
    const foreign = { code: 'already_exists', hint: expect.stringContaining('--force') };
    writeFileSync(path(), `${readFileSync(path(), 'utf8')}My own remark.\n`);
    expect(await status()).toMatchObject(foreign);
    expect(readFileSync(path(), 'utf8')).toContain('My own remark.');
    mkdirSync(join(path(), '..'), { recursive: true });
    writeFileSync(path(), 'something else');
    expect(await status()).toMatchObject(foreign);
    expect(await status('--force')).toBe('updated');
    expect(await validate(join(path(), '..'))).toEqual([]);
  });
});

test.each([
  ['--host claude', '.claude/skills/clicksend/SKILL.md'],
  ['--host vscode', '.github/skills/clicksend/SKILL.md'],
])('%s writes where that host looks', async (flags, path) => {
  const { items } = await machine.ask(`porin skill export clicksend ${flags} --json`);
  expect(items[0].path).toBe(join(folder, '..', path));
});

test.each([
  ['porin skill export --host clude', 2],
  ['porin skill export --dir a --host claude', 2],
  ['porin skill export --user', 2],
  ['porin skill export nothing-such', 5],
])('%s fails with %i', async (line, code) => {
  expect(await machine.run(`${line} --json`)).toMatchObject({ code, json: { error: expect.anything() } });
});
