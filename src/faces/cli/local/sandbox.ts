import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes, PorinError } from '../../../kernel/errors.ts';
import type { CliContext } from '../context.ts';
import { parseJsonFlag } from '../flag-values.ts';
import { recordOf } from '../flags.ts';
import {
  appOf,
  type ControlCall,
  controlSandbox,
  controlSandboxes,
  listSandboxes,
  type SandboxAnswer,
} from '../sandbox-client.ts';
import { isRecord } from '../term/record.ts';
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
  return onEach(context, flags, { method: 'POST', path: '/reset', body });
}

/** `sandbox seed` */
export async function seed(context: CliContext, { flags }: CommandInput): Promise<number> {
  return onEach(context, flags, { method: 'POST', path: '/seed', body: {} });
}

/** Calls the sandbox that was named, or all, and shows what each answered. */
async function onEach(context: CliContext, flags: Flags, call: ControlCall, empty = 'done'): Promise<number> {
  const answers = await controlSandboxes(context, appOf(flags), call);
  const [only, ...others] = answers;
  if (only && others.length === 0) context.out.answer(only.answer, { empty });
  else context.out.answer({ items: answers.flatMap(withApp) }, { empty });
  return exitCodes.ok;
}

/** What a sandbox answered, each thing of it with the app that it is of. */
function withApp({ app, answer }: SandboxAnswer): Record<string, unknown>[] {
  const items = isRecord(answer) && Array.isArray(answer['items']) ? answer['items'] : [answer];
  return items.map((item: unknown) => ({ app, ...recordOf(item) }));
}

/** `sandbox clock` */
export async function clock(context: CliContext, { flags }: CommandInput): Promise<number> {
  const change = withoutGaps({
    set: typeof flags['now'] === 'string' ? instantOf(flags['now']) : undefined,
    advanceMs: typeof flags['advance'] === 'string' ? durationMs(flags['advance']) : undefined,
    frozen: flags['freeze'],
    reset: flags['reset'] === true ? true : undefined,
  });
  const call =
    Object.keys(change).length === 0
      ? { method: 'GET', path: '/clock' }
      : { method: 'PUT', path: '/clock', body: change };
  return onEach(context, flags, call);
}

/** The instant as the control API takes it; what names no zone is UTC. Errors: `bad_request` that names the flag. */
function instantOf(text: string): string {
  const [, day = '', time = '00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/i.exec(text.trim()) ?? [];
  const instant = `${day}T${time.length === 5 ? `${time}:00` : time}${zone.toUpperCase()}`;
  if (!Number.isNaN(Date.parse(instant)) && isDay(day)) return instant;
  throw new PorinError('bad_request', `--now takes an instant, not ${JSON.stringify(text)}`, {
    hint: 'Examples: --now 2026-11-20T10:00:00Z, or --now "2026-11-20 10:00", which is UTC',
  });
}

/** False for the 31st of February, which a date would take as one in March. */
function isDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  ...namesOf(1000, 's', 'sec', 'second'),
  ...namesOf(60_000, 'm', 'min', 'minute'),
  ...namesOf(3_600_000, 'h', 'hour'),
  ...namesOf(86_400_000, 'd', 'day'),
  ...namesOf(604_800_000, 'w', 'week'),
};

function namesOf(ms: number, ...names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.flatMap((name) => [name, `${name}s`]).map((name) => [name, ms]));
}

/** `2h` as milliseconds; several parts add up (`1h30m`). Errors: `bad_request` for anything else. */
export function durationMs(text: string): number {
  const [, sign, amount = ''] = /^([+-]?)((?:\s*\d+(?:\.\d+)?\s*[a-z]+)+)$/.exec(text.trim().toLowerCase()) ?? [];
  const parts = [...amount.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)];
  const known = parts.length > 0 && parts.every(([, , unit = '']) => Object.hasOwn(unitMs, unit));
  if (!known)
    throw new PorinError('bad_request', `--advance takes a duration, not ${JSON.stringify(text)}`, {
      hint: 'Examples: 90s, 15min, 2h, 3d, 2w, 1h30m',
    });
  const total = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitMs[unit] ?? 0), 0);
  return Math.round(sign === '-' ? -total : total);
}

/** `sandbox faults` */
export async function faults(context: CliContext, { flags }: CommandInput): Promise<number> {
  const call = faultsCall(flags);
  // One rule in every app would be as many rules, with ids that mean different ones.
  const isOfOne = call.method === 'POST' || call.path !== '/faults';
  if (!isOfOne) return onEach(context, flags, call, 'nothing is made to go wrong');
  context.out.answer(await controlSandbox(context, appOf(flags), call));
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
    headers: headersOf(flags['header']),
    body: typeof body === 'string' && /^\s*\{/.test(body) ? parseJsonFlag('body', body) : body,
    latencyMs: flags['latency'],
    hang: flags['hang'],
    truncate: flags['truncate'],
    after: flags['after'],
    count: flags['count'],
    rate: flags['rate'],
  });
}

/** `--header 'name: value'`, each. Errors: `bad_request` for one without a colon. */
function headersOf(given: Flags[string]): Record<string, string> | undefined {
  if (!Array.isArray(given) || given.length === 0) return undefined;
  const pairs = given.map((line: string) => /^([^:]+):(.*)$/s.exec(line)?.slice(1) ?? [line]);
  const broken = pairs.find(([, value]) => value === undefined);
  if (broken !== undefined) {
    throw new PorinError('bad_request', `--header takes a name and a value, not ${JSON.stringify(broken[0])}`, {
      hint: "Example: --header 'retry-after: 1'",
    });
  }
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]));
}

/** `sandbox snapshot` */
export async function snapshot(context: CliContext, { arguments: given, flags }: CommandInput): Promise<number> {
  const { name } = given;
  const call =
    flags['list'] === true ? { method: 'GET', path: '/snapshots' } : changeOf(name, flags['delete'] === true);
  return onEach(context, flags, call, 'no snapshot was taken');
}

function changeOf(name: unknown, isDelete: boolean): { method: string; path: string; body?: unknown } {
  if (isDelete) return { method: 'DELETE', path: snapshotPath(name) };
  return { method: 'POST', path: '/snapshots', body: withoutGaps({ name }) };
}

/** `sandbox restore` */
export async function restore(context: CliContext, { arguments: given, flags }: CommandInput): Promise<number> {
  const call = { method: 'POST', path: `${snapshotPath(given['name'])}/restore`, body: {} };
  return onEach(context, flags, call);
}

function snapshotPath(name: unknown): string {
  return `/snapshots/${encodeURIComponent(typeof name === 'string' ? name : 'default')}`;
}

/** `sandbox outbox` */
export async function outbox(context: CliContext, { flags }: CommandInput): Promise<number> {
  if (typeof flags['id'] === 'number') {
    const path = `/outbox/${flags['id']}${flags['raw'] === true ? '' : '/fields'}`;
    const message = await controlSandbox(context, appOf(flags), { method: 'GET', path });
    if (context.out.isJson) context.out.json(message);
    else context.out.raw(`${harmless(letterText(message).replaceAll('\r\n', '\n'))}\n`);
    return exitCodes.ok;
  }
  if (flags['clear'] === true) return onEach(context, flags, { method: 'DELETE', path: '/outbox' });
  const call = { method: 'GET', path: `/outbox${queryOf({ to: flags['to'], limit: flags['limit'] })}` };
  const { items, several } = await itemsOfAll(context, flags, call, 'sentAt');
  context.out.answer(
    { items },
    {
      columns: [...(several ? ['app'] : []), 'id', 'sentAt', 'to', 'subject'],
      empty: `no e-mail was sent; what else went out is in the app's own history, and what waits goes when the clock moves: ${context.io.program} sandbox clock --advance 1h`,
    },
  );
  return exitCodes.ok;
}

/** The lists of the sandboxes that are meant as one, newest first. */
async function itemsOfAll(context: CliContext, flags: Flags, call: ControlCall, at: string) {
  const answers = await controlSandboxes(context, appOf(flags), call);
  const several = answers.length > 1;
  const [only] = answers;
  if (only && !several) return { items: withApp(only), several };
  const items = answers.flatMap(withApp).sort((a, b) => String(b[at]).localeCompare(String(a[at])));
  return { items: typeof flags['limit'] === 'number' ? items.slice(0, flags['limit']) : items, several };
}

/** A message as a person reads it; MIME is text already. */
function letterText(message: unknown): string {
  if (typeof message === 'string') return message;
  const { from, to, subject, sentAt, text, attachments, delivery, deliveryError } = recordOf(message);
  const names = Array.isArray(attachments) ? attachments : [];
  const failure = typeof deliveryError === 'string' ? [`Delivery: ${delivery}: ${deliveryError}`] : [];
  const lines = [
    ...[`From: ${from}`, `To: ${Array.isArray(to) ? to.join(', ') : to}`, `Subject: ${subject}`, `Date: ${sentAt}`],
    ...(names.length === 0 ? [] : [`Attachments: ${names.join(', ')}`]),
    ...failure,
  ];
  return `${lines.join('\n')}\n\n${text}`;
}

/** `sandbox requests` */
export async function requests(context: CliContext, { flags }: CommandInput): Promise<number> {
  if (flags['clear'] === true) return onEach(context, flags, { method: 'DELETE', path: '/requests' });
  const call = { method: 'GET', path: `/requests${queryOf({ limit: flags['limit'] })}` };
  const { items, several } = await itemsOfAll(context, flags, call, 'at');
  const shown = context.out.isJson ? items : items.map((item) => ({ ...item, path: shortened(item['path']) }));
  context.out.answer(
    { items: shown },
    {
      columns: [...(several ? ['app'] : []), 'at', 'method', 'path', 'status', 'durationMs'],
      empty: 'no request came in',
    },
  );
  return exitCodes.ok;
}

const longestPath = 100;

/** Cursors fill lines that nobody reads; --json has the whole path. */
function shortened(path: unknown): unknown {
  return typeof path === 'string' && path.length > longestPath ? `${path.slice(0, longestPath)}…` : path;
}

function queryOf(values: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(withoutGaps(values))) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}

function withoutGaps(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
