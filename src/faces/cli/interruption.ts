import type { CliIo } from './io.ts';

/** Ctrl-C while something is waited for, which ends the waiting and not the program. */
export function interruptionOf(io: Pick<CliIo, 'onSignal'>): { within(ms: number): Promise<boolean>; forget(): void } {
  let isOver = false;
  let wake = () => {};
  const forget = io.onSignal(() => {
    isOver = true;
    wake();
  });
  return {
    within: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(isOver), ms);
        wake = () => {
          clearTimeout(timer);
          resolve(true);
        };
        if (isOver) wake();
      }),
    forget,
  };
}
