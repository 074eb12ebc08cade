import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';

const modes = ['auto', 'meta', 'all'] as const;
const parameters = ['connection', 'mode', 'tools'];
const maxTools = 200;

/** The part of the gateway that an address offers: `/mcp/<app>?connection=…&mode=…&tools=a,b`. */
export interface Surface {
  /** App id of `/mcp/<app>`; all apps when absent. */
  readonly app?: string;
  /** Connection (id or key) that everything runs on when a call names none. */
  readonly connection?: string;
  /** `meta`: the fixed tools alone; `all`: every tool of the connected apps; `auto`: those while they fit into the budget. */
  readonly mode: 'auto' | 'meta' | 'all';
  /** Names of the only tools that are offered. */
  readonly tools?: readonly string[];
}

/** Reads what follows `/mcp`: `/app` or nothing, and the query without its question mark. Errors: `bad_request`. */
export function readSurface(app: string | undefined, query: string): Surface {
  const given = new URLSearchParams(query);
  for (const name of given.keys()) if (!parameters.includes(name)) throw unknownParameter(name);
  const mode = given.get('mode') ?? 'auto';
  const known = modes.find((one) => one === mode);
  if (known === undefined) {
    throw new PorinError('bad_request', `mode: expected one of ${modes.join(', ')}, got '${mode.slice(0, 40)}'`, {
      hint: 'meta offers the six fixed tools, all every tool of the connected apps, auto those while they are few',
    });
  }
  const connection = given.get('connection');
  const tools = given.getAll('tools').flatMap((one) => one.split(',').flatMap((name) => name.trim() || []));
  if (tools.length > maxTools)
    throw new PorinError('bad_request', `tools: expected at most ${maxTools} names, got ${tools.length}`);
  return {
    mode: known,
    ...(app === undefined ? {} : { app }),
    ...(connection === null || connection === '' ? {} : { connection }),
    ...(given.has('tools') ? { tools: [...new Set(tools)] } : {}),
  };
}

function unknownParameter(name: string): PorinError {
  const nearest = nearestName(name.slice(0, 40), parameters);
  const meant = nearest === undefined ? '' : `, did you mean '${nearest}'?`;
  return new PorinError('bad_request', `${name.slice(0, 40)}: unknown parameter${meant}`, {
    hint: `The address takes ${parameters.join(', ')}`,
  });
}
