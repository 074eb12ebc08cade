import { resolve } from 'node:path';
import type { CommandInput } from '../../../../kernel/command.ts';
import { exitCodes, isPorinError } from '../../../../kernel/errors.ts';
import { defaultDataDir, listRunning } from '../../../../platform/config/running.ts';
import type { Check } from '../../boot.ts';
import type { CliContext } from '../../context.ts';
import type { GatewayChoice } from '../../gateway.ts';
import { harmless, wrap } from '../../term/width.ts';
import { gatewayChecks } from './gateway-checks.ts';
import { loginChecks } from './login-checks.ts';
import { portCheck } from './port-check.ts';
import { programChecks } from './program-checks.ts';
import { guarded } from './time-limit.ts';

// Reading through a database takes longer than an answer.
const examineLimitMs = 30_000;

/** Checks this installation and says what to do. Ends with 1 when something fails. */
export async function doctor(context: CliContext, { flags }: CommandInput): Promise<number> {
  const config = typeof flags['config'] === 'string' ? flags['config'] : undefined;
  const checks = await context.out.during('Looking around', () => lookAround(context, config));
  const ok = checks.every(({ status }) => status !== 'fail');
  if (context.out.isJson) context.out.json({ ok, checks: checks.map((check) => spoken(check, context)) });
  else show(context, checks);
  return ok ? exitCodes.ok : exitCodes.failure;
}

async function lookAround(context: CliContext, config: string | undefined): Promise<readonly Check[]> {
  // Before anything reads the saved logins, which closes a file that was open.
  const program = await Promise.all(programChecks(context).map(guarded));
  const chosen = chooseOrSay(context);
  const gateway = 'choice' in chosen ? chosen.choice : undefined;
  const answers = await Promise.all([
    ...loginChecks(context).map(guarded),
    ...(gateway ? gatewayChecks(context, gateway) : []).map(guarded),
  ]);
  // The database's driver does not give way to anything else, so it comes when everything else is done.
  const place = await guarded({
    name: 'settings',
    limitMs: examineLimitMs,
    look: () => placeChecks(context, { config, gateway }),
  });
  const said = 'check' in chosen ? [chosen.check] : [];
  return [...program.flat(), ...place, ...said, ...answers.flat()];
}

function chooseOrSay(context: CliContext): { readonly choice: GatewayChoice } | { readonly check: Check } {
  try {
    return { choice: context.gateway() };
  } catch (error) {
    if (!isPorinError(error)) throw error;
    const { message, hint } = error;
    return { check: { name: 'gateway', status: 'warn', message, hint } };
  }
}

async function placeChecks(
  context: CliContext,
  { config, gateway }: { readonly config: string | undefined; readonly gateway: GatewayChoice | undefined },
): Promise<readonly Check[]> {
  const { io, globals } = context;
  const here = gateway?.running;
  const data = resolve(io.cwd, globals.dataDir ?? here?.dataDir ?? defaultDataDir(io.env));
  const boot = await io.boot();
  const isRunning = listRunning(io.env).some(({ dataDir }) => resolve(dataDir) === data);
  const { checks, settings } = await boot.examine({ data, config }, io.env, { isRunning });
  const port = settings && !isRunning ? await guarded({ name: 'port', look: () => portCheck(settings) }) : [];
  return [...checks, ...port];
}

const marks = { ok: ['green', 'ok'], warn: ['yellow', 'warn'], fail: ['red', 'fail'] } as const;

function show(context: CliContext, checks: readonly Check[]): void {
  const { out, io, globals } = context;
  const shown = globals.quiet ? checks.filter(({ status }) => status !== 'ok') : checks;
  const width = Math.max(0, ...shown.map(({ name }) => name.length)) + 2;
  const columns = io.stdout.isTTY === true ? Math.max(io.stdout.columns || 80, 40) : undefined;
  for (const check of shown.map((one) => spoken(one, context))) {
    const [color, word] = marks[check.status];
    const left = 6 + width;
    const fit = (text: string) =>
      columns === undefined ? text : wrap(text, columns - left).replaceAll('\n', `\n${' '.repeat(left)}`);
    out.raw(`${out.style.paint(color, word.padEnd(6))}${check.name.padEnd(width)}${fit(harmless(check.message))}\n`);
    if (check.hint !== undefined) out.raw(`${' '.repeat(left)}${out.style.paint('cyan', fit(harmless(check.hint)))}\n`);
  }
  if (!globals.quiet) out.raw(`\n${summaryOf(checks)}\n`);
}

function summaryOf(checks: readonly Check[]): string {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  const [fails, warns] = [count('fail'), count('warn')];
  if (fails + warns === 0) return `${checks.length} checks, everything is well`;
  const parts = [
    `${count('ok')} ok`,
    ...(warns ? [`${warns} to look at`] : []),
    ...(fails ? [`${fails} to mend`] : []),
  ];
  return `${checks.length} checks: ${parts.join(', ')}`;
}

/** Hints are written for `porin`; under another name they say what works here. */
function spoken(check: Check, { io }: CliContext): Check {
  const said = (text: string) => text.replace(/(?<![\w/.-])(?<!npx )porin (?=[a-z])/g, `${io.program} `);
  return { ...check, message: said(check.message), ...(check.hint === undefined ? {} : { hint: said(check.hint) }) };
}
