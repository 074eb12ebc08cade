/** The candidate closest to what was written, or undefined when none is close enough to be meant: within `maxSlips` letters. */
export function nearestName(written: string, candidates: Iterable<string>, maxSlips?: number): string | undefined {
  const wanted = written.toLowerCase();
  const names = [...candidates];
  // Whoever stops early has the beginning right.
  const completed = wanted.length < 4 ? [] : names.filter((name) => name.toLowerCase().startsWith(wanted));
  if (completed.length > 0) return completed.reduce((best, name) => (name.length < best.length ? name : best));
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = editDistance(wanted, name.toLowerCase());
    if (!best || distance < best.distance) best = { name, distance };
  }
  if (!best) return undefined;
  const limit = maxSlips ?? Math.max(2, Math.floor(Math.max(wanted.length, best.name.length) / 3));
  return best.distance <= limit ? best.name : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
