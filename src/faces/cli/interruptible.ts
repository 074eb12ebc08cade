import { exitCodes } from '../../kernel/errors.ts';
import type { CliIo } from './io.ts';

/** How a process ends that SIGTERM ended. */
const terminated = 143;

/** What a run came to: its answer, or the exit code of the signal that came first. */
export type Awaited<T> = { readonly answer: T } | { readonly exitCode: number };

/** Waits for a run's answer. Whoever does not wait for it is told, also with --json and --quiet, that this does not undo what has left. */
export async function unlessInterrupted<T>(io: CliIo, work: Promise<T>): Promise<Awaited<T>> {
  let stop = () => {};
  const signalled = new Promise<{ readonly exitCode: number }>((resolve) => {
    stop = io.onSignal((signal) => resolve({ exitCode: signal === 'SIGINT' ? exitCodes.interrupted : terminated }));
  });
  try {
    const first = await Promise.race([work.then((answer) => ({ answer })), signalled]);
    if ('exitCode' in first) {
      // Nobody is there any more to hear how it ended.
      work.catch(() => undefined);
      io.stderr.write(
        `interrupted: the request may have reached the app all the same. ${io.program} action-run-log list --limit 3 shows the run and what is known of it; look before repeating it\n`,
      );
    }
    return first;
  } finally {
    stop();
  }
}
