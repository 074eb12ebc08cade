import { z } from 'zod';

/** The app itself says `first_name` in one place and `firstname` in another; whoever mixes them up is understood. */
const spellings = [
  ['first_name', 'firstname'],
  ['last_name', 'lastname'],
] as const;

/**
 * The same schema that takes both spellings of first and last name, and gives those that it has itself. Two spellings with
 * different names are refused.
 */
export function eitherSpelling<T extends z.ZodObject>(schema: T) {
  return z.preprocess((value, context) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const read: Record<string, unknown> = { ...value };
    for (const pair of spellings) {
      const own = pair.find((name) => name in schema.shape);
      const other = pair.find((name) => name !== own);
      if (own === undefined || other === undefined || !(other in read)) continue;
      if (read[own] !== undefined && read[own] !== read[other]) {
        const message = `differs from ${own}, which means the same; leave ${other} out`;
        context.addIssue({ code: 'custom', path: [other], message });
        return z.NEVER;
      }
      read[own] = read[other];
      delete read[other];
    }
    return read;
  }, schema);
}
