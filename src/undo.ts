/** What has to be done to take back what was started, in the order it was started. */
export type Undo = (() => unknown)[];

/** Takes everything back, the last first. A step that fails is reported and keeps none of the others from being done. */
export async function unwind(undo: Undo, failed: (error: unknown) => void): Promise<void> {
  for (const step of undo.splice(0).reverse()) {
    try {
      await step();
    } catch (error) {
      failed(error);
    }
  }
}

/** Stops everything once, however often it is asked to; `stopped` resolves then, whatever failed. */
export function stopSwitch(
  undo: Undo,
  failed: (error: unknown) => void,
): { readonly stopped: Promise<void>; stop(): Promise<void> } {
  let markStopped = () => {};
  const stopped = new Promise<void>((resolve) => {
    markStopped = resolve;
  });
  let stopping: Promise<void> | undefined;
  return {
    stopped,
    stop() {
      stopping ??= unwind(undo, failed).then(markStopped);
      return stopping;
    },
  };
}
