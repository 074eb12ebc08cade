/** Longest pattern that a rule may have. */
export const maxGlobLength = 200;

/**
 * Whether a path fits a pattern: `*` stands for any text within one segment, `**` for any number of segments; a slash at
 * the end does not matter.
 */
export function matchesGlob(glob: string, path: string): boolean {
  return fits(segmentsOf(glob), segmentsOf(path), {
    star: '**',
    one: (pattern, segment) => fits(pattern.split(''), segment.split(''), { star: '*', one: isSame }),
  });
}

function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

const isSame = (left: string, right: string): boolean => left === right;

interface Comparison {
  /** The part of a pattern that stands for any number of parts. */
  readonly star: string;
  one(pattern: string, part: string): boolean;
}

/** Goes back to the last star only, so no pattern costs more than its length times the path's. */
function fits(pattern: readonly string[], parts: readonly string[], { star, one }: Comparison): boolean {
  let at = 0;
  let retry: { readonly pattern: number; part: number } | undefined;
  for (let index = 0; index < parts.length; ) {
    const wanted = pattern[at];
    if (wanted === star) {
      at += 1;
      retry = { pattern: at, part: index };
    } else if (wanted !== undefined && one(wanted, parts[index] ?? '')) {
      at += 1;
      index += 1;
    } else if (retry !== undefined) {
      retry.part += 1;
      at = retry.pattern;
      index = retry.part;
    } else return false;
  }
  return pattern.slice(at).every((rest) => rest === star);
}
