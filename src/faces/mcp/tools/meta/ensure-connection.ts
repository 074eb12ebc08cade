import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { PorinError } from '../../../../kernel/errors.ts';
import type { ConnectionView } from '../../../../kernel/ports/gateway.ts';
import { accountOf, connectAnswer, connectFacts } from '../accounts.ts';
import type { ToolCall } from '../tool.ts';
import { defineTool } from './define.ts';

const pollMs = 1_000;

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
    return { structured: { ...accountOf(connection), ...(isReady ? {} : { next: connectFacts(connection).next }) } };
  },
});

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
