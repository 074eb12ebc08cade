import type { Style } from './term/style.ts';
import { pad, wrap } from './term/width.ts';

type Rows = readonly (readonly [what: string, meaning: string])[];

const input: Rows = [
  ['--input \'{"key": 1}\'', 'JSON in single quotes; a fault is named with its place'],
  ['--input @in.json', 'What a file holds; the path counts from the current directory'],
  ['--input -', 'What comes on standard input, until its end'],
  ['--data @body.json', 'All fields of a command at once, also with - ; single flags win over it'],
  ['--code @action.js', 'Text too: every flag that takes a description or code can be read from a file or from -'],
  ['--name @@home', 'Text that begins with an @ itself: the first one is doubled'],
  ['--file @deck.pdf', 'A field of an action that takes a file: it is uploaded first'],
  ['--flag a --flag b', 'A list, where help says repeatable; also as JSON: --flag \'["a", "b"]\''],
  [
    '--credentials-stdin',
    'Credentials, which belong on no command line: echo "$KEY" | porin connection ensure APP --credentials-stdin',
  ],
];

const output: Rows = [
  ['stdout', 'The answer, and nothing else: a table, `name  value` lines, or the output of an action'],
  ['stderr', 'Talk: progress, warnings, the next step, errors in three lines'],
  ['--json', 'Exactly one JSON document on stdout, also on failure: {"error": {"code", "message", "hint"}}'],
  ['--quiet', 'The ids alone, one a line, and no talk: for scripts'],
  ['--no-color', 'No colours; NO_COLOR and TERM=dumb do the same, FORCE_COLOR=1 gives them to a pipe'],
  ['in a pipe', 'Tables are not cut, times stay as they are in JSON, no colours, no progress'],
];

const environment: Rows = [
  ['PORIN_URL', 'The gateway to use; also MEMBRANE_API_URL, MEMBRANE_API_URI'],
  ['PORIN_TOKEN', 'The token; also MEMBRANE_TOKEN, MEMBRANE_ACCESS_TOKEN, MEMBRANE_API_TOKEN'],
  ['MEMBRANE_WORKSPACE_KEY', 'With MEMBRANE_WORKSPACE_SECRET and a tenant: tokens are signed here'],
  ['MEMBRANE_TENANT_KEY', 'That tenant; also MEMBRANE_TEST_CUSTOMER_ID'],
  ['PORIN_DATA', 'Data directory: of the gateway that up starts, and of the one that commands use'],
  ['PORIN_CONFIG', 'Settings file of the gateway; porin config print lists its settings and their variables'],
  ['NO_COLOR, FORCE_COLOR', 'Colours never, or always'],
];

const topics = { input, output, environment } as const;

/** What a topic explains, as wide as the terminal. */
export function topicText(
  topic: keyof typeof topics,
  { width, style, program }: { readonly width: number; readonly style: Style; readonly program: string },
): string {
  const rows = topics[topic];
  const left = Math.min(Math.max(...rows.map(([what]) => what.length)) + 4, Math.floor(width / 2));
  const lines = rows.map(([what, meaning]) => {
    const text = wrap(meaning.replace(/\bporin (?=[a-z])/g, `${program} `), width - left).replaceAll(
      '\n',
      `\n${' '.repeat(left)}`,
    );
    const head = `  ${style.paint('cyan', pad(what, left - 2))}`;
    return what.length + 4 > left ? `  ${style.paint('cyan', what)}\n${' '.repeat(left)}${text}` : head + text;
  });
  return `${lines.join('\n')}\n`;
}
