import type { CompleteRequest, CompleteResult, Server } from '@modelcontextprotocol/server';
import type { Feature } from '../server.ts';
import type { Session } from '../session.ts';

const maxValues = 100;
const maxRead = 1_000;

/** What may be meant by the beginning of a word, by what the word is for. */
type Source = (session: Session, typed: string) => Promise<readonly string[]>;

/** Arguments of prompts and parts of addresses have one meaning wherever they are. */
const sources: ReadonlyMap<string, Source> = new Map([
  ['app', apps],
  ['connection', connections],
  ['action', actions],
]);

/** completion/complete, from what the caller can see. */
export const completionFeature: Feature = {
  family: 'completion',
  capabilities: { completions: {} },
  register(server: Server, session: Session) {
    server.setRequestHandler('completion/complete', ({ params }) => complete(session, params));
  },
};

async function complete(session: Session, { argument }: CompleteRequest['params']): Promise<CompleteResult> {
  const source = session.caller.scopes.has('actions:read') ? sources.get(argument.name) : undefined;
  const typed = argument.value.slice(0, 200).toLowerCase();
  const found = source === undefined ? [] : await source(session, typed);
  const begins = found.filter((value) => value.toLowerCase().startsWith(typed));
  const contains = found.filter((value) => !begins.includes(value) && value.toLowerCase().includes(typed));
  const values = [...begins, ...contains];
  return {
    completion: { values: values.slice(0, maxValues), total: values.length, hasMore: values.length > maxValues },
  };
}

async function apps({ gateway, caller }: Session): Promise<readonly string[]> {
  const { items } = await gateway.apps.list(caller, {}, { limit: maxRead });
  return items.map(({ id }) => id).sort();
}

async function connections({ gateway, caller, surface }: Session): Promise<readonly string[]> {
  const filter = surface.app === undefined ? {} : { apps: [surface.app] };
  const { items } = await gateway.connections.list(caller, filter, { limit: maxRead });
  return items.map(({ key, id }) => key ?? id);
}

async function actions({ gateway, caller, surface }: Session, typed: string): Promise<readonly string[]> {
  // The app before the dot is known by then, and there may be many more actions than are read at once.
  const dot = typed.indexOf('.');
  const app = surface.app ?? (dot > 0 ? typed.slice(0, dot) : undefined);
  const { items } = await gateway.actions.list(caller, app === undefined ? {} : { app }, { limit: maxRead });
  return items.map(({ id }) => id).sort();
}
