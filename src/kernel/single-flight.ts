/** Callers who ask for the same at the same time share one answer; nothing is kept after it. */
export function singleFlight<T>(): (name: string, call: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (name, call) => {
    const known = underWay.get(name);
    if (known !== undefined) return known;
    const answer = call().finally(() => underWay.delete(name));
    underWay.set(name, answer);
    return answer;
  };
}
