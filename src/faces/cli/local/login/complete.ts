import type { CommandInput } from '../../../../kernel/command.ts';
import { PorinError } from '../../../../kernel/errors.ts';
import type { CliContext } from '../../context.ts';
import { pendingFile, readPending, removePending } from './pending.ts';
import { ask } from './prompt.ts';
import { finishPasted, overdue } from './redeem.ts';

/** Finishes the login that waits, with the code that the page shows. Errors: a different one for each way in which it can fail. */
export async function completeLogin(context: CliContext, input: CommandInput): Promise<number> {
  const { io } = context;
  const pending = readPending(io.env);
  if (!pending) {
    throw new PorinError('not_found', 'No login is waiting for a code', {
      hint: 'Start one with: porin login --tenant',
      details: { reason: 'nothing_pending', file: pendingFile(io.env) },
    });
  }
  if (pending.expiresAt <= io.now()) {
    removePending(io.env);
    throw overdue();
  }
  return finishPasted(context, pending, await givenText(context, input));
}

/** The words of the command line, else what is piped in or typed. */
async function givenText(context: CliContext, { arguments: given }: CommandInput): Promise<string> {
  const words = given['code'];
  const text = Array.isArray(words) ? words.join(' ') : String(words ?? '');
  if (text.trim() !== '' && text !== '-') return text;
  if (context.io.stdin.isTTY !== true) return context.source.stdin();
  return (await ask(context.io, 'Code from the page: ')) ?? '';
}
