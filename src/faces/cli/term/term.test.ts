import { expect, test } from 'vitest';
import { prettyJson } from './json.ts';
import { renderRecord } from './record.ts';
import { withSpinner } from './spinner.ts';
import { styleFor } from './style.ts';
import { renderTable } from './table.ts';
import { duration, relativeTime } from './time.ts';
import { cutTo, displayWidth, harmless } from './width.ts';

const plain = styleFor({ isTty: false, env: {} });
const now = Date.UTC(2026, 10, 20, 12);

test('a table narrower than its ids drops other columns and keeps the ids whole', () => {
  const id = 'con_0123456789abcdefghijkl';
  const table = renderTable(['id', 'name', 'description'], [[id, 'a long name here', 'a long description here']], {
    style: plain,
    width: 38,
  });
  expect(table).toBe(`ID                          NAME\n${id}  a long na…\n`);
});

test('the room of a column that is left out goes to one that was cut', () => {
  const id = 'con_0123456789abcdefghijkl';
  const table = renderTable(['id', 'name', 'description'], [[id, 'a name to be read', 'a long description here']], {
    style: plain,
    width: 46,
  });
  expect(table).toBe(`ID                          NAME\n${id}  a name to be read\n`);
});

test('the status of an answer has its colour, and milliseconds are named once', () => {
  const style = styleFor({ isTty: true, env: {} });
  const table = renderTable(['status', 'durationMs', 'count'], [['404', '3 ms', '404']], { style, width: 80 }) ?? '';
  expect(table).toContain(`${style.paint('yellow', '404     ')}3 ms`);
  expect(table).not.toContain('MS');
  expect(table.match(/\u001b\[33m/g)).toHaveLength(1);
});

test('a flat object of many members is one line of words, and a clock keeps its time', () => {
  const documents = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => [name, 1]));
  const iso = new Date(now).toISOString();
  const shown = renderRecord({ now: iso, documents }, { style: plain, width: 80, now, relative: true, fields: [] });
  expect(shown).toBe(`now        ${iso}\ndocuments  a 1, b 1, c 1, d 1, e 1, f 1, g 1, h 1, i 1\n`);
});

test('one of a list has short names, and a long text is cut where an id is not', () => {
  const item = { element: { id: 'con_0123456789abcdefghijkl', description: 'several words that do not fit' } };
  const fields = ['element.id', 'element.description'];
  const shown = renderRecord(item, { style: plain, width: 34, now, relative: true, fields, isListed: true });
  expect(shown).toBe('id           con_0123456789abcdefghijkl\ndescription  several words that d…\n');
});

test('a table lines up behind wide characters and emoji', () => {
  const table = renderTable(
    ['name', 'n'],
    [
      ['会議室', '1'],
      ['👩 x', '2'],
      ['plain', '3'],
    ],
    { style: plain, width: 80 },
  );
  const lines = (table ?? '').trimEnd().split('\n');
  expect(lines.map((line) => displayWidth(line.slice(0, -1)))).toEqual([8, 8, 8, 8]);
});

test('a cut never exceeds its columns', () => {
  for (const columns of [1, 2, 5, 8])
    expect(displayWidth(cutTo('会議室 with words', columns))).toBeLessThanOrEqual(columns);
});

test.each([
  ['2026-11-20T11:59:59.600Z', 'now'],
  ['2026-11-20T11:59:50Z', '10 s ago'],
  ['2026-11-20T11:57:00Z', '3 min ago'],
  ['2026-11-20T14:30:00Z', 'in 2 h'],
  ['2026-11-18T11:00:00Z', '2 days ago'],
  ['2026-11-19T11:00:00Z', '1 day ago'],
  ['2025-01-02T08:30:00Z', '2025-01-02 08:30'],
  ['2026-13-40T00:00:00Z', undefined],
  ['no time', undefined],
])('%s is %s', (iso, words) => {
  expect(relativeTime(iso, now)).toBe(words);
});

test.each([
  [850, '850 ms'],
  [61_000, '1 min'],
  [7_300_000, '2 h'],
  [2 * 86_400_000, '2 days'],
])('%i ms is %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test('a record shows the named fields alone, and all of them when none is named', () => {
  const item = { a: 1, id: 'x', gone: null, none: [], tags: ['p', 'q'], error: { message: 'bad' } };
  const shown = (fields: string[]) =>
    renderRecord(item, { style: plain, now, relative: false, width: undefined, fields });
  expect(shown(['id', 'gone', 'error.message'])).toBe('id             x\nerror.message  bad\n');
  expect(shown([])).toBe('a              1\nid             x\ntags           p, q\nerror.message  bad\n');
});

test('a length of time says its unit', () => {
  const options = { style: plain, now, relative: true, width: undefined, fields: [] };
  expect(renderRecord({ duration: 4, uptimeMs: 61_000, count: 4 }, options)).toBe(
    'duration  4 ms\nuptimeMs  1 min\ncount     4\n',
  );
});

test('a flat object is spread, a deeper one stays JSON', () => {
  const item = { clientAction: { type: 'connect', uiUrl: 'http://x' }, schema: { a: { b: 1 } } };
  const text = renderRecord(item, { style: plain, now, relative: false, width: undefined, fields: [] });
  expect(text).toMatchInlineSnapshot(`
    "clientAction.type   connect
    clientAction.uiUrl  http://x
    schema              {
                          "a": {
                            "b": 1
                          }
                        }
    "
  `);
});

test('JSON is coloured without changing it, and control characters are escaped', () => {
  const value = { 'a"b': [1, -2.5e3, true, null, 'x: "y" \u001b[2J \u009b'] };
  const style = styleFor({ isTty: true, env: {} });
  const colored = prettyJson(value, style);
  const bare = colored.replace(/\u001b\[\d+m/g, '');
  expect(colored).not.toBe(bare);
  expect(JSON.parse(bare)).toEqual(value);
  expect(bare).not.toMatch(/[\u007f-\u009f]/);
});

test('harmless text keeps its lines and loses its commands', () => {
  expect(harmless('a\n\tb\u001b]0;title\u0007\u009bc')).toBe('a\n\tb]0;titlec');
});

test('the spinner waits before it shows, and clears its line', async () => {
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  await withSpinner(stream, 'Waiting', async () => undefined);
  expect(written).toEqual([]);
  await withSpinner(stream, 'Waiting', () => new Promise((resolve) => setTimeout(resolve, 600)));
  expect(written[0]).toContain('Waiting');
  expect(written.at(-1)).toBe('\r\u001b[2K');
});

test('two columns that end in the same word keep their whole names', () => {
  const table = renderTable(['id', 'connection.id', 'error.message'], [['1', '2', '3']], { style: plain, width: 80 });
  expect(table?.split('\n')[0]).toBe('ID  CONNECTION ID  MESSAGE');
});

test('a list of runs keeps its times in 80 columns, and its durations have a unit in a pipe', () => {
  const columns = ['id', 'name', 'status', 'duration', 'createdAt', 'externalAppId'];
  const row = ['run_0123456789abcdefghijkl', 'create-conference', 'success', '22 ms', '17 min ago', 'clickmeeting'];
  const shown = renderTable(columns, [row], { style: plain, width: 80 }) ?? '';
  expect(shown.split('\n')[1]).toBe('run_0123456789abcdefghijkl  create-conference  success  22 ms     17 min ago');
  expect(shown).not.toContain('EXTERNAL APP ID');
  expect(renderTable(columns, [row], { style: plain, width: undefined })).toContain('DURATION MS');
});
