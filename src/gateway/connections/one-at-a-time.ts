/** Runs the calls of one name one after another; calls of different names do not wait for each other. */
export function oneAtATime(): <T>(name: string, call: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (name, call) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(call);
    // The next in line waits for the end, however it came.
    const ended = turn.catch(() => undefined);
    last.set(name, ended);
    try {
      return await turn;
    } finally {
      if (last.get(name) === ended) last.delete(name);
    }
  };
}
