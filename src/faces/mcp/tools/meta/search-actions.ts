import { z } from 'zod';
import type { ActionView, ConnectionView } from '../../../../kernel/ports/gateway.ts';
import type { Session } from '../../session.ts';
import type { ToolCall, ToolResult } from '../tool.ts';
import { defineTool, lookingOnly } from './define.ts';

const maxMatches = 200;
const withSchema = 3;
const maxAccounts = 5;

const input = z.strictObject({
  query: z.string().min(1).max(500).describe('What you want to do, in your words'),
  app: z.string().optional(),
  connection: z.string().optional(),
  limit: z.int().min(1).max(25).default(8),
  detail: z
    .enum(['names', 'summary', 'schema'])
    .default('summary')
    .describe('summary: input schemas of the best matches; schema: of all'),
});

const output = z.object({
  actions: z.array(z.looseObject({})),
  total: z.int(),
  hint: z.string().optional(),
});

export const searchActions = defineTool({
  name: 'search_actions',
  title: 'Search actions',
  description: 'Find actions of apps by what they do. Start here; then run_action.',
  annotations: lookingOnly,
  input,
  output,
  run: search,
});

async function search(
  { query, app, connection, limit, detail }: z.output<typeof input>,
  { session }: ToolCall,
): Promise<ToolResult> {
  const { gateway, caller, surface } = session;
  const place = { app: app ?? surface.app, connectionId: connection ?? surface.connection };
  const [{ items }, connections] = await Promise.all([
    gateway.actions.list(caller, { intent: query, ...place }, { limit: maxMatches }),
    gateway.connections.list(caller, {}, { limit: maxMatches }),
  ]);
  const named = place.connectionId;
  const chosen = connections.items.filter(({ id, key }) => named !== undefined && (id === named || key === named));
  const accounts = chosen.length > 0 ? chosen : connections.items;
  const shown = items.slice(0, limit).map((action, index) => {
    const isWhole = detail === 'schema' || (detail === 'summary' && index < withSchema);
    return matchOf(action, detail, isWhole, accounts);
  });
  const hint = items.length === 0 ? await hintFor(session, query) : undefined;
  return { structured: { actions: shown, total: items.length, ...(hint === undefined ? {} : { hint }) } };
}

function matchOf(
  { id, name, externalAppId, description, effect, score, inputSchema, isCharged }: ActionView,
  detail: 'names' | 'summary' | 'schema',
  isWhole: boolean,
  connections: readonly ConnectionView[],
) {
  const app = externalAppId === undefined ? {} : { app: externalAppId };
  if (detail === 'names') return { id, name, ...app };
  const own = connections.filter((one) => one.externalAppId === externalAppId);
  const [connection] = own;
  return {
    id,
    name,
    ...app,
    description,
    readOnly: effect === 'read',
    destructive: effect === 'destroy',
    ...(isCharged ? { charged: true } : {}),
    ...(score === undefined ? {} : { score: Math.round(score * 100) / 100 }),
    // With several it is the user who says which: a run asks too.
    ...(own.length > 1
      ? {
          connections: own
            .slice(0, maxAccounts)
            .map(({ id, name: account, key, state }) => ({ id, name: account, key, state })),
        }
      : { connection: connection === undefined ? null : { id: connection.id, state: connection.state } }),
    ...(isWhole ? { inputSchema } : {}),
  };
}

/** Nothing fits, which is no error: what may help instead. */
async function hintFor({ gateway, caller }: Session, query: string): Promise<string> {
  const words = query
    .split(/[^\p{L}\p{N}.]+/u)
    .filter((word) => word.length > 2)
    .slice(0, 8);
  const pages = await Promise.all(words.map((word) => gateway.apps.list(caller, { search: word }, { limit: 3 })));
  const apps = [...new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)))].slice(0, 5);
  const near = apps.length === 0 ? '' : ` Apps that may be meant: ${apps.join(', ')}.`;
  return `No action fits.${near} Say it in other words, connect another app with ensure_connection, or send a raw request with request_api.`;
}
