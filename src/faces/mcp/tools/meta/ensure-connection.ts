import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { PorinError } from '../../../../kernel/errors.ts';
import type { ConnectionView } from '../../../../kernel/ports/gateway.ts';
import { accountOf, connectAnswer, connectFacts } from '../accounts.ts';
import type { ToolCall } from '../tool.ts';
import { defineTool } from './define.ts';

const pollMs = 1_000;
const maxOthers = 10;

export const ensureConnection = defineTool({
  name: 'ensure_connection',
  title: 'Connect an app',
  description:
    "Find or begin the user's connection to an app. Not READY: give the user clientAction.uiUrl, then call again with wait.",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.strictObject({
    app: z.string().min(1).max(2_000).describe('Id, name, address or domain'),
    sandbox: z.boolean().optional().describe("The app's imitation on this gateway"),
    wait: z.int().min(0).max(50).default(0).describe('Seconds to wait for READY'),
  }),
  output: z.looseObject({
    id: z.string().optional(),
    state: z.string().optional(),
    clientAction: z.looseObject({ uiUrl: z.string().optional() }).optional(),
    next: z.string().optional(),
  }),
  async run({ app, sandbox, wait }, call) {
    const { gateway, caller } = call.session;
    if (!caller.scopes.has('connections:manage')) throw noScope();
    const first = await gateway.connections.ensure(caller, { appUrl: app, sandbox });
    const isAsked = first.clientAction?.uiUrl !== undefined && call.elicitation.url && call.answers === undefined;
    // The user is shown the link before anybody waits for what comes of it.
    if (isAsked && wait > 0) return connectAnswer(call, first);
    const connection = wait > 0 ? await waitFor(call, first, wait * 1_000) : first;
    const isReady = connection.state === 'READY';
    const others = await othersOf(call, connection);
    return {
      structured: {
        ...accountOf(connection),
        ...others,
        ...(isReady ? {} : { next: connectFacts(connection).next }),
      },
    };
  },
});

/** That there are other accounts of the app, so that nobody takes the newest for the only one. */
async function othersOf({ session: { gateway, caller } }: ToolCall, { id, externalAppId }: ConnectionView) {
  if (externalAppId === undefined) return {};
  const { items } = await gateway.connections.list(caller, { apps: [externalAppId] }, { limit: maxOthers });
  const others = items.filter((one) => one.id !== id).map(accountOf);
  if (others.length === 0) return {};
  const next = 'There are other accounts of this app: ask the user which one is meant, and name it in "connection"';
  return { others, next };
}

/** As it is when it is READY or has failed, or when the time is over. */
async function waitFor(call: ToolCall, first: ConnectionView, timeoutMs: number): Promise<ConnectionView> {
  const { gateway, caller } = call.session;
  const until = Date.now() + timeoutMs;
  let connection = first;
  while ((connection.state === 'BUILDING' || connection.state === 'CLIENT_ACTION_REQUIRED') && Date.now() < until) {
    await call.progress(timeoutMs - (until - Date.now()), timeoutMs, `waiting for ${connection.name}`);
    await sleep(Math.min(pollMs, Math.max(0, until - Date.now())), undefined, { signal: call.signal });
    connection = await gateway.connections.get(caller, connection.id);
  }
  return connection;
}

function noScope(): PorinError {
  return new PorinError(
    'access_denied',
    'ensure_connection needs the scope connections:manage, which this token has not',
  );
}
