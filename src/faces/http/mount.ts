import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Hono } from 'hono';
import { PorinError } from '../../kernel/errors.ts';
import { describeIssues, issuesOf } from '../../kernel/issues.ts';
import { toJsonSchema } from '../../kernel/json-schema.ts';
import type { OperationContext, OperationDefinition } from '../../kernel/operation.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { FaceEnv, FaceParts } from './face.ts';
import { bearerToken, coerce, parseJsonObject, readBody } from './request.ts';

const nobody: Caller = { workspaceId: '', tenantId: '', tenantKey: '', scopes: new Set(), isOwner: false };

/** Mounts every operation as a route: authentication, scope, validation and answer in one place. */
export function mountOperations(app: Hono<FaceEnv>, parts: FaceParts): void {
  for (const operation of Object.values(parts.operations)) {
    const [method, path] = operation.http.split(' ') as [string, string];
    app.on(method, path.replace(/\{(\w+)\}/g, ':$1'), (c) => answer(c, operation, parts));
  }
}

async function answer(c: Context<FaceEnv>, operation: OperationDefinition, parts: FaceParts): Promise<Response> {
  const caller = await admit(c, operation, parts);
  const input = await readInput(c, operation, parts.maxBodyBytes);
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) {
    const issues = issuesOf(parsed.error, operation.input, input);
    throw new PorinError('bad_request', describeIssues(issues), { details: { issues } });
  }
  const output = await operation.run(contextOf(c, caller, parts), parsed.data);
  return send(c.env.outgoing, operation.status ?? 200, output);
}

/** Writes on node's own response: a web Response in between costs as much as the rest of the answer. */
function send(outgoing: ServerResponse, status: number, output: unknown): Response {
  if (status === 204) {
    outgoing.writeHead(204).end();
    return RESPONSE_ALREADY_SENT;
  }
  const body = Buffer.from(JSON.stringify(output));
  outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  return RESPONSE_ALREADY_SENT;
}

async function admit(
  c: Context<FaceEnv>,
  { scope }: OperationDefinition,
  { authenticate }: FaceParts,
): Promise<Caller> {
  if (scope === 'public') return nobody;
  const caller = await authenticate(bearerToken(c.env.incoming.headers.authorization));
  if (scope === 'owner' ? caller.isOwner : caller.scopes.has(scope)) return caller;
  throw new PorinError(
    'access_denied',
    scope === 'owner'
      ? 'Only the person who runs the gateway may do this'
      : `This needs the scope ${scope}, which this token has not`,
  );
}

async function readInput(
  c: Context<FaceEnv>,
  operation: OperationDefinition,
  maxBytes: number,
): Promise<Record<string, unknown>> {
  const schema = toJsonSchema(operation.input, 'input');
  const query = coerce(c.req.queries(), schema);
  const path = coerce(c.req.param(), schema);
  const hasBody = c.req.method !== 'GET' && c.req.method !== 'DELETE';
  const body = hasBody ? parseJsonObject(await readBody(c.env.incoming, maxBytes)) : {};
  return { ...query, ...body, ...path };
}

function contextOf(c: Context<FaceEnv>, caller: Caller, { gateway }: FaceParts): OperationContext {
  const { incoming, outgoing } = c.env;
  let controller: AbortController | undefined;
  return {
    ...gateway,
    caller,
    requestId: c.get('requestId'),
    /** Made when it is first asked for: most operations end before anybody could cancel them. */
    get signal() {
      if (controller) return controller.signal;
      controller = new AbortController();
      const abort = controller;
      outgoing.once('close', () => {
        if (!outgoing.writableFinished) abort.abort(new PorinError('unavailable', 'The caller went away'));
      });
      if (incoming.destroyed && !incoming.complete) abort.abort();
      return controller.signal;
    },
  };
}
