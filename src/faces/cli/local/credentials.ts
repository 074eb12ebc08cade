import type { CommandInput } from '../../../kernel/command.ts';
import { exitCodes, isPorinError, PorinError } from '../../../kernel/errors.ts';
import type { CliContext } from '../context.ts';
import { recordOf } from '../flags.ts';
import { workspaceOf } from '../workspace.ts';

/** Shows what a program needs to sign tokens by itself, as the official SDK takes it. Errors: `access_denied` for mere tenants. */
export async function credentials(context: CliContext, { flags }: CommandInput): Promise<number> {
  const { out } = context;
  const { url } = context.gateway();
  const [workspace, self] = await Promise.all([managedWorkspace(context), context.client().call('self.get', {})]);
  const answer = {
    apiUri: url,
    workspaceKey: workspace.key,
    workspaceSecret: workspace.secret,
    tenantKey: recordOf(self)['internalId'],
  };
  if (flags['shell'] === true && !out.isJson) out.raw(shellLines(answer));
  else out.answer(answer);
  return exitCodes.ok;
}

async function managedWorkspace(context: CliContext): Promise<{ readonly key: string; readonly secret: string }> {
  try {
    const { key, secret } = await workspaceOf(context.client(), 'manager');
    if (typeof key === 'string' && typeof secret === 'string') return { key, secret };
  } catch (error) {
    if (!isPorinError(error) || error.code !== 'access_denied') throw error;
  }
  throw new PorinError(
    'access_denied',
    'The workspace secret is for its owner, and for managers who may read secrets',
    {
      hint: 'Run this as the owner on the gateway’s machine, or log in for it with: porin login --secrets',
    },
  );
}

function shellLines(values: Readonly<Record<string, unknown>>): string {
  const names: Readonly<Record<string, readonly string[]>> = {
    apiUri: ['MEMBRANE_API_URI', 'MEMBRANE_API_URL'],
    workspaceKey: ['MEMBRANE_WORKSPACE_KEY'],
    workspaceSecret: ['MEMBRANE_WORKSPACE_SECRET'],
    tenantKey: ['MEMBRANE_TENANT_KEY'],
  };
  const lines = Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'string' ? (names[name] ?? []).map((variable) => `export ${variable}=${quoted(value)}\n`) : [],
  );
  return lines.join('');
}

/** For every POSIX shell: nothing inside single quotes means anything but a quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
