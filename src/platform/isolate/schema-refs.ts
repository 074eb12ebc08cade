import { isRecord, partsOf, refuseSchema } from './schema-check.ts';

type Part = Readonly<Record<string, unknown>>;
/** The schema that a reference names; undefined when there is none. */
export type FindPart = (part: Part) => unknown;

// Below these the same value is looked at again; everywhere else a member of it.
const sameValue = ['allOf', 'anyOf', 'dependencies', 'dependentSchemas', 'else', 'if', 'not', 'oneOf', 'then'];
const definitions = ['$defs', 'definitions'];

/**
 * How many schemas one is with its references written out; Infinity when it contains itself.
 * Errors: `bad_request` for a reference that names nothing in it, or that leads back to itself without an end.
 */
export function unfoldedSize(root: Part, find: FindPart): number {
  refuseEndless(root, find);
  const sizes = new Map<Part, number>();
  const sizeOf = (part: unknown, path: readonly string[]): number => {
    if (!isRecord(part)) return 1;
    const known = sizes.get(part);
    if (known !== undefined) return known;
    // Whoever meets it again before it is counted contains itself.
    sizes.set(part, Number.POSITIVE_INFINITY);
    const below = partsOf(part).filter(([[key = '']]) => !definitions.includes(key));
    const inner = below.reduce((sum, [way, one]) => sum + sizeOf(one, [...path, ...way]), 0);
    const target = targetOf(part, path, find);
    const values = Array.isArray(part['enum']) ? part['enum'].length : 0;
    const size = 1 + values + inner + (target === undefined ? 0 : sizeOf(target, path));
    sizes.set(part, size);
    return size;
  };
  return sizeOf(root, []);
}

function targetOf(part: Part, path: readonly string[], find: FindPart): unknown {
  if (part['$recursiveRef'] === undefined && part['$ref'] === undefined) return undefined;
  const target = find(part);
  if (target !== undefined) return target;
  return refuseSchema(
    [...path, '$ref'],
    `nothing in it is ${JSON.stringify(part['$ref'])}; other documents are not fetched`,
  );
}

/** A reference that comes back to where it was without having gone into a member would be followed for ever. */
function refuseEndless(root: Part, find: FindPart): void {
  const done = new Set<Part>();
  const open = new Set<Part>();
  const follow = (part: unknown, path: readonly string[]): void => {
    if (!isRecord(part) || done.has(part)) return;
    if (open.has(part)) refuseSchema(path, 'refers to itself without an end');
    open.add(part);
    for (const [way, one] of partsOf(part)) if (sameValue.includes(way[0] ?? '')) follow(one, [...path, ...way]);
    const target = targetOf(part, path, find);
    if (target !== undefined) follow(target, [...path, '$ref']);
    open.delete(part);
    done.add(part);
  };
  const visit = (part: unknown, path: readonly string[], seen: Set<Part>): void => {
    if (!isRecord(part) || seen.has(part)) return;
    seen.add(part);
    follow(part, path);
    for (const [way, one] of partsOf(part)) visit(one, [...path, ...way], seen);
  };
  visit(root, [], new Set());
}
