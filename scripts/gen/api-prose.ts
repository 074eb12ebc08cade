/**
 * A value with every description in it cut down to what a reader of the document can follow: clauses that name one of `strangers` are
 * left out, which are actions that are no call of the API.
 */
export function withoutStrangers(value: object, strangers: readonly string[]): Record<string, unknown> {
  const within = (member: unknown): unknown => {
    if (Array.isArray(member)) return member.map(within);
    return typeof member === 'object' && member !== null ? withoutStrangers(member, strangers) : member;
  };
  const members = Object.entries(value).map(([name, member]) => [
    name,
    name === 'description' && typeof member === 'string' ? clean(member, strangers) : within(member),
  ]);
  return Object.fromEntries(members);
}

function clean(text: string, strangers: readonly string[]): string {
  const isNamed = (clause: string) => strangers.some((name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(clause));
  if (!isNamed(text)) return text;
  const sentences = text.split(/(?<=\.)\s+/).flatMap((sentence) => {
    const clauses = sentence.split(/(?=[;:] )/);
    const kept = clauses.filter((clause) => !isNamed(clause)).join('');
    // Without its beginning a sentence says nothing.
    if (kept === '' || isNamed(clauses[0] ?? '')) return [];
    const closed = kept.split('(').length > kept.split(')').length ? `${kept})` : kept;
    return [sentence.endsWith('.') && !closed.endsWith('.') ? `${closed}.` : closed];
  });
  if (sentences.length === 0) return text;
  return sentences.join(' ').replace(/\.$/, text.endsWith('.') ? '.' : '');
}
