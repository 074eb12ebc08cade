import type { CliIo } from '../../io.ts';

/** Lines typed at the terminal, one after the other; it ends with Ctrl-D or when it is stopped. */
export interface TypedLines {
  next(): Promise<string | undefined>;
  stop(): void;
}

/** Reads lines as the terminal hands them over, so that its own editing keys and Ctrl-C work. */
export function readLines({ stdin }: Pick<CliIo, 'stdin'>): TypedLines {
  let buffered = '';
  let hasEnded = false;
  let wake = () => {};
  const onData = (chunk: Buffer | string) => {
    buffered += chunk.toString();
    wake();
  };
  const onEnd = () => {
    hasEnded = true;
    wake();
  };
  stdin.on('data', onData).on('end', onEnd).on('close', onEnd);
  stdin.resume();
  return {
    async next() {
      for (;;) {
        const end = buffered.search(/\r?\n/);
        if (end >= 0) {
          const line = buffered.slice(0, end);
          buffered = buffered.slice(end).replace(/^\r?\n/, '');
          return line;
        }
        if (hasEnded) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    stop() {
      stdin.off('data', onData).off('end', onEnd).off('close', onEnd);
      stdin.pause();
      onEnd();
    },
  };
}

/** One answer typed at a prompt; undefined after Ctrl-D. */
export async function ask(io: Pick<CliIo, 'stdin' | 'stderr'>, question: string): Promise<string | undefined> {
  const lines = readLines(io);
  io.stderr.write(question);
  try {
    return await lines.next();
  } finally {
    lines.stop();
  }
}

/** A question whose usual answer is yes. */
export async function askYesNo(io: Pick<CliIo, 'stdin' | 'stderr'>, question: string): Promise<boolean> {
  const answer = await ask(io, `${question} [Y/n] `);
  return answer !== undefined && !/^\s*no?\s*$/i.test(answer);
}
