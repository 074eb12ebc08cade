import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes, PorinError } from '../../../kernel/errors.ts';
import { readJson } from '../../client/client.ts';
import type { CliContext } from '../context.ts';
import { recordOf } from '../flags.ts';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Prints a signed token. Errors: `access_denied` for another tenant's or a manager's when the caller is a mere tenant. */
export async function token(context: CliContext, { flags }: CommandInput): Promise<number> {
  const { out } = context;
  const { tenantKey, manager } = flags;
  const expiresIn = secondsOf(String(flags['expiresIn'] ?? '1h'));
  // Only for itself is a tenant's token good enough.
  const scope = tenantKey === undefined && manager !== true ? {} : { scope: 'manager' };
  const client = context.client();
  const list = recordOf(await readJson(await client.raw({ method: 'GET', path: '/org-workspaces', ...scope })));
  const [workspace] = Array.isArray(list['items']) ? list['items'].map(recordOf) : [];
  const answer = await client.raw({
    method: 'POST',
    path: `/org-workspaces/${encodeURIComponent(String(workspace?.['id'] ?? ''))}/access-token`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenantKey, isAdmin: manager === true ? true : undefined, expiresIn }),
    ...scope,
  });
  const made = await readJson(answer);
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
