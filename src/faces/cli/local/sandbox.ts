import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes, PorinError } from '../../../kernel/errors.ts';
import type { CliContext } from '../context.ts';
import { parseJsonFlag } from '../flag-values.ts';
import { appOf, controlSandbox, listSandboxes } from '../sandbox-client.ts';
import { harmless } from '../term/width.ts';

type Flags = CommandInput['flags'];

/** `sandbox list` */
export async function list(context: CliContext): Promise<number> {
  const items = await listSandboxes(context);
  context.out.answer(
    { items },
    { columns: ['app', 'url', 'credentials', 'controlUrl'], empty: 'no sandbox is running' },
  );
  return exitCodes.ok;
}

/** `sandbox reset` */
export async function reset(context: CliContext, { flags }: CommandInput): Promise<number> {
  const body = flags['seed'] === false ? { seed: false } : {};
  context.out.answer(await controlSandbox(context, appOf(flags), { method: 'POST', path: '/reset', body }));
  return exitCodes.ok;
}

/** `sandbox seed` */
export async function seed(context: CliContext, { flags }: CommandInput): Promise<number> {
  context.out.answer(await controlSandbox(context, appOf(flags), { method: 'POST', path: '/seed', body: {} }));
  return exitCodes.ok;
}

/** `sandbox clock` */
export async function clock(context: CliContext, { flags }: CommandInput): Promise<number> {
  const change = withoutGaps({
    set: flags['now'],
    advanceMs: typeof flags['advance'] === 'string' ? durationMs(flags['advance']) : undefined,
    frozen: flags['freeze'],
    reset: flags['reset'] === true ? true : undefined,
  });
  const call =
    Object.keys(change).length === 0
      ? { method: 'GET', path: '/clock' }
      : { method: 'PUT', path: '/clock', body: change };
  context.out.answer(await controlSandbox(context, appOf(flags), call));
  return exitCodes.ok;
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `2h` as milliseconds; several parts add up (`1h30m`). Errors: `bad_request` for anything else. */
export function durationMs(text: string): number {
  const [, sign, amount = ''] = /^([+-]?)((?:\d+(?:\.\d+)?[a-z]+)+)$/.exec(text.trim().toLowerCase()) ?? [];
  const parts = [...amount.matchAll(/(\d+(?:\.\d+)?)([a-z]+)/g)];
  const known = parts.length > 0 && parts.every(([, , unit = '']) => Object.hasOwn(unitMs, unit));
  if (!known)
    throw new PorinError('bad_request', `--advance takes a duration, not ${JSON.stringify(text)}`, {
      hint: 'Examples: 90s, 15min, 2h, 3d, 1h30m',
    });
  const total = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? 0), 0);
  return Math.round(sign === '-' ? -total : total);
}

/** `sandbox faults` */
export async function faults(context: CliContext, { flags }: CommandInput): Promise<number> {
  const answer = await controlSandbox(context, appOf(flags), faultsCall(flags));
  context.out.answer(answer, { empty: 'nothing is made to go wrong' });
  return exitCodes.ok;
}

function faultsCall(flags: Flags): { method: string; path: string; body?: unknown } {
  const rule = ruleOf(flags);
  if (flags['clear'] === true) return { method: 'DELETE', path: '/faults' };
  if (typeof flags['remove'] === 'string') {
    return { method: 'DELETE', path: `/faults/${encodeURIComponent(flags['remove'])}` };
  }
  if (flags['add'] === true) return { method: 'POST', path: '/faults', body: rule };
  if (Object.keys(rule).length === 0) return { method: 'GET', path: '/faults' };
  throw new PorinError('bad_request', 'A rule is described, but --add is missing', {
    hint: 'Add it with --add; without flags the rules are listed',
  });
}

function ruleOf(flags: Flags): Record<string, unknown> {
  const { body } = flags;
  return withoutGaps({
    method: flags['method'],
    path: flags['path'],
    status: flags['status'],
    body: typeof body === 'string' && /^\s*\{/.test(body) ? parseJsonFlag('body', body) : body,
    latencyMs: flags['latency'],
    hang: flags['hang'],
    truncate: flags['truncate'],
    after: flags['after'],
    count: flags['count'],
    rate: flags['rate'],
  });
}

/** `sandbox outbox` */
export async function outbox(context: CliContext, { flags }: CommandInput): Promise<number> {
  const app = appOf(flags);
  if (typeof flags['id'] === 'number') {
    const message = await controlSandbox(context, app, { method: 'GET', path: `/outbox/${flags['id']}` });
    if (context.out.isJson) context.out.json(message);
    else context.out.raw(`${harmless(String(message).replaceAll('\r\n', '\n'))}\n`);
    return exitCodes.ok;
  }
  const method = flags['clear'] === true ? 'DELETE' : 'GET';
  const path = `/outbox${queryOf({ to: flags['to'], limit: flags['limit'] })}`;
  const answer = await controlSandbox(context, app, { method, path });
  context.out.answer(answer, { columns: ['id', 'sentAt', 'to', 'subject'], empty: 'no message was sent' });
  return exitCodes.ok;
}

/** `sandbox requests` */
export async function requests(context: CliContext, { flags }: CommandInput): Promise<number> {
  const method = flags['clear'] === true ? 'DELETE' : 'GET';
  const answer = await controlSandbox(context, appOf(flags), {
    method,
    path: `/requests${queryOf({ limit: flags['limit'] })}`,
  });
  context.out.answer(answer, {
    columns: ['at', 'method', 'path', 'status', 'durationMs'],
    empty: 'no request came in',
  });
  return exitCodes.ok;
}

function queryOf(values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(withoutGaps(values))) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}

function withoutGaps(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
