import { PorinError } from '../../../kernel/errors.ts';
import { nearestName } from '../../../kernel/issues.ts';
import { isRecord } from '../tools/schemas.ts';

const maxFields = 100;
const maxFieldChars = 500;
const hint =
  'A field is a path such as name, items.id, items[].owner.name or items[0:20].id; names with dots or brackets go in double quotes';

/** What is wanted of a value: a part of a list, some members of it or of its items, or all of it. */
export interface Selection {
  /** As it was written. */
  readonly field: string;
  readonly members: Map<string, Selection>;
  /** Items from and before these; all when empty. */
  readonly ranges: [from: number, to: number][];
  isWhole: boolean;
}

const part = /(?:^|\.)(?:"((?:[^"\\]|\\.)*)"|([^.[\]"]+))|\.?\[(?:(\*|)|(\d{1,9})|(\d{0,9}):(\d{0,9}))\]/y;

/** Reads paths: `a.b`, `a[].b`, `a[0].b`, `a[0:20]`, `*`. Errors: `bad_request` for one that is none. */
export function readFields(fields: readonly string[]): Selection {
  if (fields.length === 0) throw new PorinError('bad_request', 'fields: expected at least 1 item', { hint });
  if (fields.length > maxFields)
    throw new PorinError('bad_request', `fields: expected at most ${maxFields} items`, { hint });
  const root = newSelection('');
  for (const field of fields) readField(root, field.trim());
  return root;
}

function readField(root: Selection, field: string): void {
  let at = root;
  let inRange = false;
  part.lastIndex = 0;
  do {
    const start = part.lastIndex;
    const found = field.length > maxFieldChars ? null : part.exec(field);
    if (found === null) throw notAField(field, start);
    const [, quoted, plain, every, index, from, to] = found;
    const name = quoted === undefined ? plain?.trim() : unquoted(quoted, field, start);
    if (name !== undefined) {
      at = memberOf(at, name, field.slice(0, part.lastIndex));
      inRange = false;
    } else if (every === undefined) {
      if (inRange) throw notAField(field, start);
      inRange = true;
      at.ranges.push(index === undefined ? rangeOf(from, to) : [Number(index), Number(index) + 1]);
    }
  } while (part.lastIndex < field.length);
  at.isWhole = true;
}

function newSelection(field: string): Selection {
  return { field, members: new Map(), ranges: [], isWhole: false };
}

function memberOf(selection: Selection, name: string, field: string): Selection {
  const known = selection.members.get(name) ?? newSelection(field);
  selection.members.set(name, known);
  return known;
}

function rangeOf(from = '', to = ''): [number, number] {
  return [from === '' ? 0 : Number(from), to === '' ? Number.POSITIVE_INFINITY : Number(to)];
}

function unquoted(text: string, field: string, start: number): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    // An escape that JSON does not have.
    throw notAField(field, start);
  }
}

function notAField(field: string, start: number): PorinError {
  const shown = JSON.stringify(field.slice(0, 100));
  const where = field.length > maxFieldChars ? `longer than ${maxFieldChars} characters` : `at character ${start + 1}`;
  return new PorinError('bad_request', `fields: ${shown} is not a path (${where})`, { hint });
}

/** A field that is nowhere in the value though there are others in its place. */
export interface UnknownField {
  readonly field: string;
  readonly nearest?: string;
  readonly names: readonly string[];
}

/** What was met on the way. */
interface Met {
  readonly found: Set<Selection>;
  /** The names that were there, where members were looked for. */
  readonly names: Map<Selection['members'], Set<string>>;
}

const maxNames = 200;

/** The wanted parts of a value, in its own shape, and the fields of which it has none. */
export function project(value: unknown, wanted: Selection): { value: unknown; unknown: UnknownField[] } {
  const met: Met = { found: new Set(), names: new Map() };
  const root = withoutWrapping(wanted, isRecord(value) ? Object.keys(value) : []);
  const chosen = choose(value, root, met);
  const unknown = unknownIn(root, met);
  return { value: chosen === undefined ? null : chosen, unknown };
}

/** The answer calls it `output`, so that many write that in front. */
export function withoutWrapping(wanted: Selection, names: readonly string[]): Selection {
  const inner = wanted.members.get('output');
  if (inner === undefined || wanted.members.size > 1 || wanted.isWhole) return wanted;
  return names.includes('output') ? wanted : inner;
}

function choose(value: unknown, wanted: Selection, met: Met): unknown {
  if (Array.isArray(value)) {
    const items = itemsIn(value, wanted.ranges);
    if (wanted.isWhole) return items;
    const ofItems = { ...wanted, ranges: [] };
    return items.map((item: unknown) => choose(item, ofItems, met)).filter((item) => item !== undefined);
  }
  if (wanted.isWhole || value === null) return value;
  const names = met.names.get(wanted.members) ?? new Set<string>();
  met.names.set(wanted.members, names);
  return isRecord(value) ? chooseMembers(value, wanted, { met, names }) : undefined;
}

function chooseMembers(
  value: Readonly<Record<string, unknown>>,
  { members }: Selection,
  { met, names }: { readonly met: Met; readonly names: Set<string> },
): Record<string, unknown> {
  const all = members.get('*');
  const chosen: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    if (names.size < maxNames) names.add(name);
    const member = members.get(name) ?? all;
    if (member === undefined) continue;
    met.found.add(member);
    const shown = choose(inner, member, met);
    if (shown !== undefined) chosen.push([name, shown]);
  }
  return Object.fromEntries(chosen);
}

function itemsIn(items: readonly unknown[], ranges: Selection['ranges']): readonly unknown[] {
  if (ranges.length === 0) return items;
  return items.filter((_, index) => ranges.some(([from, to]) => index >= from && index < to));
}

/** Where nothing was to be found, as in an empty list, no name is wrong. */
function unknownIn({ members }: Selection, met: Met): UnknownField[] {
  const names = met.names.get(members);
  return [...members].flatMap(([name, member]) => {
    if (met.found.has(member)) return unknownIn(member, met);
    return names === undefined || name === '*' ? [] : [unknownField(member.field, name, [...names])];
  });
}

export function unknownField(field: string, name: string, names: readonly string[]): UnknownField {
  const nearest = nearestName(name, names);
  return { field, names, ...(nearest === undefined ? {} : { nearest }) };
}

const maxNamed = 20;

/** In words, one after another. */
export function describeUnknown(unknown: readonly UnknownField[]): string {
  return unknown
    .map(({ field, nearest, names }) => {
      const more = names.length > maxNamed ? ', …' : '';
      const there =
        names.length === 0 ? 'nothing has members there' : `there are ${names.slice(0, maxNamed).join(', ')}${more}`;
      return `${field}: unknown field, ${nearest === undefined ? there : `did you mean '${nearest}'?`}`;
    })
    .join('; ');
}
