import { PorinError } from '../../kernel/errors.ts';
import { exchange, readText } from '../client/exchange.ts';
import type { CliContext } from './context.ts';
import { recordOf } from './flags.ts';
import { isRecord } from './term/record.ts';
import { tokenOrigin } from './token-origin.ts';

/** A running sandbox as `GET /sandboxes` shows it. */
export interface RunningSandbox {
  readonly app: string;
  /** Where its app's API answers. */
  readonly url: string;
  /** Absent, as the token is, for all but the gateway's owner. */
  readonly controlUrl?: string;
  readonly controlToken?: string;
  readonly credentials: Readonly<Record<string, string>>;
}

/** The sandboxes of the gateway in use. */
export async function listSandboxes(
  context: CliContext,
  choice = context.gateway(),
  options: { readonly timeoutMs?: number } = {},
): Promise<RunningSandbox[]> {
  // The owner alone is told how to steer them, so a tenant's login does not come before the owner's token.
  const origin = tokenOrigin(choice, context.tokenPlace(), 'owner');
  const client = context.client(origin.kind === 'owner' ? { url: choice.url, token: origin.token } : choice);
  const answer: unknown = await client.call('sandboxes.list', {}, options);
  const items: unknown = Array.isArray(answer) ? answer : recordOf(answer)['items'];
  return Array.isArray(items) ? (items as RunningSandbox[]) : [];
}

/** The sandbox that a command means. Errors: `not_found` when none fits, `bad_request` when several run and none was named. */
export async function chooseSandbox(context: CliContext, app: string | undefined): Promise<RunningSandbox> {
  const sandboxes = await listSandboxes(context);
  const names = sandboxes.map((sandbox) => sandbox.app).join(', ');
  if (app !== undefined) {
    const found = sandboxes.find((sandbox) => sandbox.app === app);
    if (found) return found;
    throw new PorinError('not_found', `No sandbox of ${app} is running`, {
      hint: names === '' ? 'This gateway runs without sandboxes' : `Running: ${names}`,
    });
  }
  const [only, ...others] = sandboxes;
  if (!only)
    throw new PorinError('not_found', 'No sandbox is running', {
      hint: `Start the gateway without --no-sandbox: ${context.io.program} up`,
    });
  if (others.length === 0) return only;
  throw new PorinError('bad_request', `${sandboxes.length} sandboxes are running: ${names}`, {
    hint: `Choose one with --app: ${sandboxes.map((sandbox) => `--app ${sandbox.app}`).join(', ')}`,
  });
}

/** The sandboxes that a command concerns: the one that was named, else all that run. Errors: `not_found` when there is none. */
async function meantSandboxes(context: CliContext, app: string | undefined): Promise<readonly RunningSandbox[]> {
  if (app !== undefined) return [await chooseSandbox(context, app)];
  const sandboxes = await listSandboxes(context);
  return sandboxes.length === 0 ? [await chooseSandbox(context, app)] : sandboxes;
}

/** What one of several sandboxes answered. */
export interface SandboxAnswer {
  readonly app: string;
  readonly answer: unknown;
}

/** The same call to each sandbox that is meant, in order. Errors: the first failure. */
export async function controlSandboxes(
  context: CliContext,
  app: string | undefined,
  call: ControlCall,
): Promise<readonly SandboxAnswer[]> {
  const answers: SandboxAnswer[] = [];
  for (const sandbox of await meantSandboxes(context, app))
    answers.push({ app: sandbox.app, answer: await callSandbox(context, sandbox, call) });
  return answers;
}

/** A call of the control API: `{ method: 'POST', path: '/reset' }`. */
export interface ControlCall {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Calls a sandbox's control API. Errors: what it refused, as `bad_request` or `not_found`. */
export async function controlSandbox(
  context: CliContext,
  app: string | undefined,
  call: ControlCall,
): Promise<unknown> {
  return callSandbox(context, await chooseSandbox(context, app), call);
}

async function callSandbox(context: CliContext, sandbox: RunningSandbox, call: ControlCall): Promise<unknown> {
  const { controlUrl, controlToken } = sandbox;
  if (controlUrl === undefined || controlToken === undefined) {
    throw new PorinError('access_denied', `The sandbox of ${sandbox.app} is steered by the gateway's owner alone`, {
      hint: 'Run this as the user who started the gateway, without --token',
    });
  }
  const root = controlUrl.replace(/\/+$/, '').replace(/\/_sandbox$/, '');
  const answer = await exchange({
    method: call.method,
    url: `${root}/_sandbox${call.path}`,
    timeoutMs: context.globals.timeoutMs ?? 60_000,
    headers: {
      'x-sandbox-token': controlToken,
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  const text = await readText(answer);
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return parse(text);
  const error = recordOf(recordOf(parse(text))['error']);
  const message =
    typeof error['message'] === 'string' ? error['message'] : `The sandbox of ${sandbox.app} answered ${status}`;
  const hint = typeof error['hint'] === 'string' ? { hint: error['hint'] } : {};
  throw new PorinError(
    status === 404 ? 'not_found' : status === 403 ? 'access_denied' : status < 500 ? 'bad_request' : 'unavailable',
    message,
    hint,
  );
}

function parse(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A raw message of the outbox is text, not JSON.
    return text;
  }
}

/** `--app` as given, or undefined. */
export function appOf(flags: Readonly<Record<string, unknown>>): string | undefined {
  return typeof flags['app'] === 'string' ? flags['app'] : undefined;
}

/** What a sandbox's answer says about itself, without its raw wrapper. */
export function outputOf(answer: unknown): unknown {
  return isRecord(answer) && 'output' in answer ? answer['output'] : answer;
}
