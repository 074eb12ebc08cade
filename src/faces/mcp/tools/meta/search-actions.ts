import { z } from 'zod';
import { type ActionDetail, actionDetails, detailed } from '../../../../kernel/action-detail.ts';
import type { ActionView } from '../../../../kernel/ports/gateway.ts';
import { translated } from '../hints.ts';
import type { ToolCall, ToolResult } from '../tool.ts';
import { defineTool, lookingOnly } from './define.ts';

/** Of so many the summary has the input schema. */
const withSchema = 3;

const input = z.strictObject({
  query: z.string().max(10_000).optional().describe('What you want to do, in your words'),
  app: z.string().optional(),
  connection: z.string().optional(),
  limit: z.int().min(1).max(25).default(8),
  detail: z.enum(actionDetails).default('summary').describe('summary: input schemas of the best; schema: all schemas'),
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
  { session: { gateway, caller, surface } }: ToolCall,
): Promise<ToolResult> {
  const place = { app: app ?? surface.app, connectionId: connection ?? surface.connection };
  const { items, total, hint } = await gateway.actions.list(caller, { intent: query, ...place }, { limit });
  const actions = items.map((action, index) => ({
    ...matchOf(action, detail),
    ...(detail === 'summary' && index < withSchema ? { inputSchema: action.inputSchema } : {}),
  }));
  return { structured: { actions, total, ...(hint === undefined ? {} : { hint: translated(hint) }) } };
}

/** The same as everywhere, in the words of the other tools. */
function matchOf(action: ActionView, detail: ActionDetail) {
  const { id, key, name, score, effect, description, required, ...more } = detailed(action, detail);
  const { isCharged, connection, connections, inputSchema, outputSchema } = more;
  return defined({
    id,
    key,
    name,
    app: action.externalAppId,
    score,
    description,
    ...(effect === undefined ? {} : { readOnly: effect === 'read', destructive: effect === 'destroy' }),
    charged: isCharged || undefined,
    required,
    connection: connection && forTools(connection),
    connections: connections?.map(forTools),
    inputSchema,
    outputSchema,
  });
}

function forTools<T extends { readonly connect?: string | undefined }>(connection: T): T {
  const { connect } = connection;
  return connect === undefined ? connection : { ...connection, connect: translated(connect) };
}

function defined(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
