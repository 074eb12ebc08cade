import type { CliContext } from '../../context.ts';
import { ask } from '../login/prompt.ts';

/** Asks a person, whose usual answer is no; undefined where nobody sits at a terminal. */
export async function confirmed({ io, out }: CliContext, question: string): Promise<boolean | undefined> {
  if (out.isJson || io.stdin.isTTY !== true || io.stdout.isTTY !== true) return undefined;
  return /^\s*y(es)?\s*$/i.test((await ask(io, `${question} [y/N] `)) ?? '');
}
