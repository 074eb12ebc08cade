type Environment = Readonly<Record<string, string | undefined>>;

/** Agent types by what their programs leave in the environment, the most telling first. */
const traces: readonly (readonly [string, string])[] = [
  ['CLAUDECODE', 'claude'],
  ['CLAUDE_CODE_ENTRYPOINT', 'claude'],
  ['OPENCLAW_SHELL', 'openclaw'],
  ['OPENCLAW_HOME', 'openclaw'],
  ['CODEX_SANDBOX', 'codex'],
  ['CODEX_THREAD_ID', 'codex'],
  ['CURSOR_AGENT', 'cursor'],
  ['CURSOR_TRACE_ID', 'cursor'],
  ['GEMINI_CLI', 'gemini'],
  ['WINDSURF_SESSION_ID', 'windsurf'],
  ['OPENCODE', 'opencode'],
  ['COPILOT_CLI', 'copilot'],
];

const spellings: Readonly<Record<string, string>> = {
  'claude-code': 'claude',
  claudecode: 'claude',
  'codex-cli': 'codex',
  'gemini-cli': 'gemini',
  'cursor-cli': 'cursor',
  'cursor-agent': 'cursor',
  'warp-terminal': 'warp',
  'open-claw': 'openclaw',
};

const maxLength = 100;

/**
 * What the approval page calls the program that asks: an agent type in its one spelling, or the label as given.
 * Nothing, or a placeholder left in a skill's command, is looked up in the environment. Empty when nobody knows.
 */
export function clientName(given: string | undefined, env: Environment): string {
  const label = (given ?? '')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, maxLength);
  if (label === '' || /^[<{[].*[>}\]]$/.test(label) || label === '$AGENT_TYPE') return detected(env);
  return normalized(label);
}

function detected(env: Environment): string {
  const named = env['AI_AGENT'] || env['AGENT_TYPE'];
  if (named) return normalized(named.slice(0, maxLength));
  const trace = traces.find(([variable]) => env[variable]);
  if (trace) return trace[1];
  return env['TERM_PROGRAM'] === 'WarpTerminal' ? 'warp' : '';
}

function normalized(label: string): string {
  const key = label.toLowerCase().replace(/[\s_]+/g, '-');
  if (Object.hasOwn(spellings, key)) return spellings[key] ?? label;
  const types = new Set(traces.map(([, type]) => type));
  // A type that tells nothing reads like a name on the page.
  if (key === 'other') return '';
  return types.has(key) || key === 'warp' ? key : label;
}
