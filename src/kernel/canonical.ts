/** JSON with the members of every object in one order, so that equal values have equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    const names = Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1));
    // Without a prototype, so that a member named __proto__ stays one.
    return names.reduce<Record<string, unknown>>(
      (sorted, [name, inner]) => {
        sorted[name] = inner;
        return sorted;
      },
      Object.create(null) as Record<string, unknown>,
    );
  });
}
