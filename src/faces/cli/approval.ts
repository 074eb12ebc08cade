import { isPorinError, type PorinError } from '../../kernel/errors.ts';
import type { CliContext } from './context.ts';
import { interruptionOf } from './interruption.ts';
import { isRecord } from './term/record.ts';
import { harmless } from './term/width.ts';

type Input = Readonly<Record<string, unknown>>;

const lookAgainMs = 1_500;

/**
 * Runs something that a person may have to approve: on a terminal it waits for that and goes on by itself. Undefined after Ctrl-C, when
 * nothing was done.
 */
export async function withApproval<T>(
  context: CliContext,
  input: Input,
  invoke: (input: Input) => Promise<T>,
): Promise<{ readonly answer: T } | undefined> {
  try {
    return { answer: await invoke(input) };
  } catch (error) {
    const asked = askedBy(error);
    if (!asked || input['approval'] !== undefined || !isAttended(context)) throw error;
    if (!(await decided(context, asked))) {
      context.io.stderr.write(
        `Stopped waiting, nothing was done. --approval ${asked.id} goes on once it is approved\n`,
      );
      return undefined;
    }
    // What was decided the gateway says by itself: it runs, or it tells why not.
    return { answer: await invoke({ ...input, approval: asked.id }) };
  }
}

/** The same refusal with the command that goes on, for whoever is not at a terminal. */
export function withResume(error: unknown, program: string, words: readonly string[]): unknown {
  const asked = askedBy(error);
  // A token is not written down again.
  if (!asked || words.some((word) => /^--token\b/.test(word))) return error;
  const rest = words.filter((word, index) => !/^--approval\b/.test(word) && words[index - 1] !== '--approval');
  const command = [program, ...rest.map(quoted), '--approval', asked.id].join(' ');
  const hint = `Ask the user to open ${asked.url} and decide; then: ${command}`;
  return Object.assign(error as PorinError, { hint });
}

interface Asked {
  readonly id: string;
  readonly url: string;
}

function askedBy(error: unknown): Asked | undefined {
  if (!isPorinError(error) || error.code !== 'approval_required' || !isRecord(error.details)) return undefined;
  const { approvalId: id, approvalUrl: url } = error.details;
  return typeof id === 'string' && typeof url === 'string' ? { id, url } : undefined;
}

function isAttended({ io, out, globals }: CliContext): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true && !out.isJson && !globals.quiet;
}

/** True once somebody decided, or the time is over; false after Ctrl-C. */
async function decided(context: CliContext, { id, url }: Asked): Promise<boolean> {
  const { io, out } = context;
  const client = context.client();
  io.stderr.write(`A person has to approve this first. Open this address in a browser:\n\n${harmless(url)}\n\n`);
  // The gateway's machine alone has what this signs in with.
  io.stderr.write(`On the gateway's machine this opens it signed in: ${io.program} open /approve/${harmless(id)}\n\n`);
  const interruption = interruptionOf(io);
  try {
    return await out.during('Waiting until it is decided; Ctrl-C ends the waiting', async () => {
      for (;;) {
        if (await interruption.within(lookAgainMs)) return false;
        const { status } = await client.call('approvals.get', { id });
        if (status !== 'pending') return true;
      }
    });
  } finally {
    interruption.forget();
    if (io.stderr.isTTY) io.stderr.write('\n');
  }
}

/** A word as a shell reads it back. */
function quoted(word: string): string {
  return /^[\w./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
