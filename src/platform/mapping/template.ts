import type { Work } from './work.ts';

/**
 * Puts values in the place of `{name}`, one name after the other.
 * As the official client does: a value is read for the names that follow, and for `$$`, `$&` and the like of `String.replace`.
 */
export function fillTemplate(
  template: string,
  values: readonly (readonly [name: string, text: string])[],
  work: Work,
): string {
  return values.reduce((text, [name, value]) => replaceAll(text, { mark: `{${name}}`, value, work }), template);
}

function replaceAll(text: string, { mark, value, work }: { mark: string; value: string; work: Work }): string {
  work.spend(1);
  // A mark that nearly fits at every place is compared whole at every place.
  work.read(text.length * mark.length);
  const pieces = text.split(mark);
  if (pieces.length === 1) return text;
  // Counted before it is made: names inside values grow like the billion laughs.
  const marks = value.split('$').length - 1;
  work.grow(
    text.length + (pieces.length - 1) * (value.length + marks * Math.max(mark.length, aroundLength(value, text))),
  );
  return text.replaceAll(mark, value);
}

/** The most that one `$` of a replacement can become. */
function aroundLength(value: string, text: string): number {
  return /\$[`']/.test(value) ? text.length : 0;
}
