import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import { apiRoutes } from '../api-routes.ts';
import { formats } from './formats.ts';

const hasPhp = spawnSync('php', ['--version']).status === 0;
const hasPython = spawnSync('python3', ['--version']).status === 0;

type Texts = Record<'json' | 'xml' | 'js' | 'php' | 'printr', string>;

const values: Readonly<Record<string, string>> = {
  room: '10001',
  session: '20001',
  file: '40001',
  country: 'pl',
  lang: 'en',
  language: 'en',
  status: 'all',
};

const body = new URLSearchParams({
  name: 'Zażółć <b>"gęślą" & jaźń</b> 😀',
  ...{ room_type: 'webinar', permanent_room: '1', access_type: '1', how_many: '2' },
  ...{
    email: 'o@example.com',
    firstname: "O'Neil",
    lastname: '<i>',
    nickname: 'N',
    role: 'listener',
    template: 'basic',
  },
  'attendees[0][email]': 'p@example.com',
}).toString();

/** Each endpoint's answer in each format, from equal states of the sandbox. */
async function everyAnswer(): Promise<{ what: string; status: number; texts: Texts }[]> {
  const { sandbox, send } = await bootApi();
  sandbox.snapshot('start');
  const answers = [];
  for (const { method, path } of apiRoutes) {
    const address = path.replace(/:(\w+)/g, (_, name) => values[name] ?? '1');
    const texts: Texts = { json: '', xml: '', js: '', php: '', printr: '' };
    let status = 0;
    let isFile = false;
    for (const format of Object.keys(formats) as (keyof typeof formats)[]) {
      await sandbox.restore('start');
      const answer = await send(method, `${address}.${format}`, method === 'GET' ? {} : { form: body });
      isFile ||= answer.headers.get('content-type')?.split(';')[0] !== formats[format].contentType.split(';')[0];
      status = answer.status;
      texts[format] = answer.text;
    }
    if (!isFile) answers.push({ what: `${method} ${path}`, status, texts });
  }
  return answers;
}

/** What no endpoint holds at once, but any could. */
const odd = {
  'First Name': 'Zażółć 😀',
  1: 'numeric',
  '-5': 'negative',
  '007': 'text',
  '': 'no name',
  'a"b<c>&\n\t': 'quotes',
  xml: { xmlns: 'x' },
  controls: '\u0001\u0007 a\r\nb\tc ]]> <!-- & &amp; \u2028 \uFFFD',
  lists: [[], [[]], [1, [2, { three: 3 }]], {}],
  scalars: [null, true, false, 0, -1, 1.5, 1e21, 0.1, '', ' ', '0', 12345678901],
};
const oddTexts: Texts = {
  json: JSON.stringify(odd),
  xml: formats.xml.write(odd),
  js: formats.js.write(odd),
  php: formats.php.write(odd),
  printr: formats.printr.write(odd),
};

/** Runs a checker of another language; it reads a list of texts and prints the places that are wrong. */
function wrongPlaces(command: string, args: readonly string[], texts: readonly Texts[]): unknown {
  const { stdout, stderr } = spawnSync(command, args, {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return stderr === '' ? JSON.parse(stdout) : stderr;
}

const phpScript = `
  ini_set('serialize_precision', '-1'); ini_set('precision', '17');
  $wrong = [];
  foreach (json_decode(stream_get_contents(STDIN), true) as $at => $texts) {
    $value = json_decode($texts['json'], true);
    if (unserialize($texts['php']) !== $value || serialize($value) !== $texts['php']) $wrong[] = [$at, 'php', serialize($value), $texts['php']];
    ini_set('precision', '14');
    if (print_r($value, true) !== $texts['printr']) $wrong[] = [$at, 'printr', print_r($value, true), $texts['printr']];
  }
  echo json_encode($wrong, JSON_INVALID_UTF8_SUBSTITUTE);
`;

const pythonScript = `
import json, re, sys
import xml.etree.ElementTree as tree

def text(value):
    if value is None: return ''
    if value is True: return 'true'
    if value is False: return 'false'
    if isinstance(value, float) and value == 1e21: return '1e+21'
    return re.sub('[^\\t\\n\\r\\u0020-\\uD7FF\\uE000-\\uFFFD\\U00010000-\\U0010FFFF]', '', str(value))

def expected(value):
    if isinstance(value, list): return [('item', expected(item)) for item in value]
    if isinstance(value, dict): return [(name, expected(item)) for name, item in value.items()]
    return text(value)

def found(element):
    children = [(child.get('key', child.tag), found(child)) for child in element]
    return children if children else (element.text or '')

wrong = []
for at, texts in enumerate(json.load(sys.stdin)):
    value, got = expected(json.loads(texts['json'])), found(tree.fromstring(texts['xml'].encode()))
    same = lambda a, b: (a or '') == (b or '') if not (isinstance(a, list) and isinstance(b, list)) else len(a) == len(b) and all(x[0] == y[0] and same(x[1], y[1]) for x, y in zip(a, b))
    if not same(value, got): wrong.append([at, repr(value)[:2000], repr(got)[:2000]])
print(json.dumps(wrong))
`;

test.runIf(hasPhp)(
  'PHP itself writes and reads .php and .printr the same way, for every endpoint',
  { timeout: 60_000 },
  async () => {
    const answers = await everyAnswer();
    expect(answers.length).toBeGreaterThan(30);
    expect(wrongPlaces('php', ['-r', phpScript], [oddTexts, ...answers.map(({ texts }) => texts)])).toEqual([]);
  },
);

test.runIf(hasPython)('an XML parser finds all that JSON has, for every endpoint', { timeout: 60_000 }, async () => {
  const answers = await everyAnswer();
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].some((status) => status >= 400) && statuses.has(200) && statuses.has(201)).toBe(true);
  expect(wrongPlaces('python3', ['-c', pythonScript], [oddTexts, ...answers.map(({ texts }) => texts)])).toEqual([]);
  expect(answers.filter(({ texts }) => texts.js !== texts.json)).toEqual([]);
});
