import { isPorinError, type PorinError } from '../../kernel/errors.ts';
import type { Hazard } from '../../kernel/ports/approvals.ts';
import type { RunRequest } from '../../kernel/ports/gateway.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import { type TinyOptions, tinyGateway } from '../gateway.fixture.ts';

/** Whoever decides on the page. */
export const owner: Visitor = { personId: 'per_1', name: 'Ada', role: 'owner', tenantId: null };
const stops: (() => Promise<void>)[] = [];

/** Stops every gateway that `world` started. */
export async function stopWorlds(): Promise<void> {
  for (const stop of stops.splice(0)) await stop();
}

/** A gateway of a tiny app, whose runs need approval. */
export async function world(approve: readonly Hazard[] = ['write'], over: Partial<TinyOptions> = {}) {
  const tiny = await tinyGateway({
    app: (_, response) => void response.setHeader('content-type', 'application/json').end('{"ok":true}'),
    rules: { confirm: new Set(['destroy', 'charged']), approve: new Set(approve) },
    ...over,
  });
  stops.push(tiny.stop);
  const { ports, approvalPages } = tiny.gateway;
  const asker: Caller = { ...tiny.caller, tokenId: 'tok_1', tokenName: 'ci' };
  const context = { requestId: 'req_1', signal: new AbortController().signal };
  const run = (over: Partial<RunRequest> = {}, caller = asker) =>
    ports.runs.run(
      caller,
      { action: 'make-thing', connectionId: tiny.connectionId, input: { name: 'a' }, ...over },
      context,
    );
  const refusal = async (over: Partial<RunRequest> = {}, caller = asker): Promise<PorinError> => {
    const error = await run(over, caller).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (isPorinError(error)) return error;
    throw new Error('It was not refused');
  };
  const asked = async (over: Partial<RunRequest> = {}) => {
    const { details } = await refusal(over);
    return (details as { approvalId: string }).approvalId;
  };
  const approved = async (over: Partial<RunRequest> = {}) => {
    const id = await asked(over);
    await approvalPages.decide(id, owner, 'approved');
    return id;
  };
  const posts = () => tiny.seen.filter((line) => line.startsWith('POST'));
  return { ...tiny, ports, approvalPages, asker, run, refusal, asked, approved, posts, context };
}
