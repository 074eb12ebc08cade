import type { PorinError } from '../../../kernel/errors.ts';
import { isRecord } from './schemas.ts';

/** What a command of the command line is here: the call that does the same, from its arguments. */
type Equal = (first: string | undefined, flags: ReadonlyMap<string, string>, second?: string) => string;

const called = (tool: string, given: Readonly<Record<string, unknown>> = {}) =>
  Object.keys(given).length === 0 ? tool : `${tool} ${JSON.stringify(given)}`;
const placeholder = /^\/?[A-Z_]+$|[<>…]/;
/** What may follow a command is the text that it stands in. */
const isPath = /^\//;
const named = (name: string, value: string | undefined) =>
  value === undefined || placeholder.test(value) ? {} : { [name]: value };

const equals: readonly (readonly [words: string, positionals: 0 | 1 | 2, equal: Equal])[] = [
  [
    'action list',
    0,
    (_, flags) =>
      called('search_actions', {
        ...named('app', flags.get('app')),
        ...named('connection', flags.get('connectionId')),
      }),
  ],
  ['action get', 1, (id) => called('get_action', named('action', id))],
  [
    'action run',
    1,
    (id, flags) => called('run_action', { ...named('action', id), ...named('connection', flags.get('connectionId')) }),
  ],
  ['act', 0, (_, flags) => called('run_action', named('action', flags.get('key')))],
  ['connection list', 0, () => 'list_connections'],
  ['connection get', 1, () => 'list_connections'],
  ['connection ensure', 1, (app) => called('ensure_connection', named('app', app))],
  ['external-app list', 0, () => 'search_actions with what you want to do'],
  [
    'request',
    2,
    (connection, _, path) => called('request_api', { ...named('connection', connection), ...named('path', path) }),
  ],
];

/** Flags without a value. */
const switches = new Set(['json', 'wait', 'details', 'sandbox', 'credentials-stdin']);

/**
 * What to do next, for an agent that has the tools and no command line: a command that has a tool of its own is that tool's call, and what only
 * people do at a terminal is said to be theirs.
 */
export function hintForTools({ hint, code, details }: Pick<PorinError, 'hint' | 'code' | 'details'>): string {
  if (code === 'ambiguous_connection' && isRecord(details) && Array.isArray(details['candidates'])) {
    const [first] = details['candidates'];
    const id = isRecord(first) && typeof first['id'] === 'string' ? first['id'] : 'con_…';
    return `Name one by its id, as in "connection": "${id}"; list_connections shows all`;
  }
  return translated(hint);
}

/** What arguments of requests and commands are called here. */
const words: readonly (readonly [string, string])[] = [
  ['--connectionId=CONNECTION_ID, --integrationId=INTEGRATION_ID', 'connection'],
  ['--connectionId', 'connection'],
  ['Idempotency-Key', 'idempotency_key'],
];

/** A text of the gateway with the commands that it names as calls of tools. */
export function translated(text: string): string {
  let rest = text;
  let said = '';
  for (;;) {
    const at = rest.search(/\bporin [a-z]/);
    if (at === -1) return words.reduce((done, [theirs, ours]) => done.replaceAll(theirs, ours), said + rest);
    const command = rest.slice(at + 'porin '.length);
    const found = readCommand(command);
    // What no tool does is done by whoever sits at the gateway's machine.
    said += rest.slice(0, at) + (found ? found.call : 'for the user, at a terminal: porin ');
    rest = found ? command.slice(found.length) : command;
  }
}

function readCommand(text: string): { readonly call: string; readonly length: number } | undefined {
  const known = equals.find(([words]) => text === words || new RegExp(`^${words}(?![\\w-])`).test(text));
  if (!known) return undefined;
  const [words, positionals, equal] = known;
  const flags = new Map<string, string>();
  const given: string[] = [];
  let at = words.length;
  for (;;) {
    const part =
      /^ (?:--([\w-]+)(?:[= ]("[^"]*"|'[^']*'|<[^>]*>|[^\s,;:'"]+))?|("[^"]*"|<[^>]*>|(?:[^\s,;:]|:(?=\S))+))/.exec(
        text.slice(at),
      );
    const [matched = '', flag, value, word] = part ?? [];
    if (flag !== undefined) {
      const isSwitch = switches.has(flag);
      if (!isSwitch && value !== undefined) flags.set(flag, unquoted(value));
      at += isSwitch ? ` --${flag}`.length : matched.length;
    } else if (word !== undefined && given.length < positionals && (given.length === 0 || isPath.test(word))) {
      given.push(unquoted(word).replace(/[.?]$/, ''));
      at += matched.length - (/[.?]$/.test(matched) ? 1 : 0);
    } else return { call: equal(given[0], flags, given[1]), length: at };
  }
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
