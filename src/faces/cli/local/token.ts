import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes, PorinError } from '../../../kernel/errors.ts';
import type { CliContext } from '../context.ts';
import { recordOf } from '../flags.ts';
import { signedToken } from '../workspace.ts';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Prints a signed token. Errors: `access_denied` for another tenant's or a manager's when the caller is a mere tenant. */
export async function token(context: CliContext, { flags }: CommandInput): Promise<number> {
  const { out } = context;
  const { tenantKey, manager } = flags;
  const expiresIn = secondsOf(String(flags['expiresIn'] ?? '1h'));
  // Only for itself is a tenant's token good enough.
  const scope = tenantKey === undefined && manager !== true ? undefined : 'manager';
  const wish = { tenantKey, isAdmin: manager === true ? true : undefined, expiresIn };
  const made = await signedToken(context.client(), wish, scope);
  if (out.isJson) out.json(made);
  else out.raw(`${String(recordOf(made)['token'])}\n`);
  return exitCodes.ok;
}

function secondsOf(given: string): number {
  const [, count = '', unit = 's'] = /^(\d{1,9})([smhd]?)$/.exec(given.trim()) ?? [];
  const seconds = count === '' ? 0 : Number(count) * (unitSeconds[unit || 's'] ?? 0);
  if (seconds >= 1) return seconds;
  throw new PorinError('bad_request', `--expiresIn takes seconds or a time like 12h, not ${JSON.stringify(given)}`, {
    hint: 'Example: --expiresIn 30m',
  });
}
