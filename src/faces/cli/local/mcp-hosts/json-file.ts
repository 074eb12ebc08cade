import { broken, lineEndOf } from './broken.ts';
import type { Entry } from './host.ts';
import { type JsonMember, type JsonNode, readJsonc } from './jsonc.ts';

/** Puts an entry into the servers of a JSON file; everything else stays as it is, byte for byte. Errors: `bad_request` with the place. */
export function putIntoJson(text: string, servers: string, name: string, entry: Entry): string {
  const whole =
    text.replace(/^\uFEFF/, '').trim() === ''
      ? `${text.startsWith('\uFEFF') ? '\uFEFF' : ''}{}${lineEndOf(text)}`
      : text;
  const root = objectIn(whole, readJsonc(whole), 'the file');
  const group = lastNamed(root, servers);
  if (!group) return withMember(whole, root, servers, { [name]: entry }, 0);
  const known = lastNamed(objectIn(whole, group.value, servers), name);
  if (!known) return withMember(whole, group.value, name, entry, 1);
  if (same(whole, known.value, entry)) return whole;
  return splice(whole, known.value.start, known.value.end, rendered(whole, entry, 2));
}

/** Takes the entry out again; undefined when there is none. */
export function takeFromJson(text: string, servers: string, name: string): string | undefined {
  if (text.replace(/^\uFEFF/, '').trim() === '') return undefined;
  const group = lastNamed(objectIn(text, readJsonc(text), 'the file'), servers);
  const members = group?.value.members ?? [];
  const index = members.findLastIndex(({ key }) => key === name);
  const member = members[index];
  return member && group ? withoutMember(text, group.value, index, member) : undefined;
}

function objectIn(text: string, node: JsonNode, what: string): JsonNode {
  if (node.members) return node;
  throw broken(text, node.start, `${what} is not an object`);
}

/** Of a name that stands twice the last one counts, as everywhere. */
function lastNamed({ members = [] }: JsonNode, key: string): JsonMember | undefined {
  return members.findLast((member) => member.key === key);
}

function same(text: string, { start, end }: JsonNode, entry: Entry): boolean {
  try {
    return JSON.stringify(JSON.parse(text.slice(start, end))) === JSON.stringify(entry);
  } catch {
    // Somebody wrote comments into it: it is written anew.
    return false;
  }
}

function withMember(text: string, object: JsonNode, key: string, value: unknown, depth: number): string {
  const lineEnd = lineEndOf(text);
  const unit = unitOf(text);
  const indent = unit.repeat(depth + 1);
  const member = `${lineEnd}${indent}${JSON.stringify(key)}: ${rendered(text, value, depth + 1)}`;
  const last = object.members?.at(-1);
  if (!last) {
    const isOneLine = !text.slice(object.start, object.end).includes('\n');
    return splice(
      text,
      object.start + 1,
      object.start + 1,
      `${member}${isOneLine ? lineEnd + unit.repeat(depth) : ''}`,
    );
  }
  const behind = (last.comma ?? last.value.end - 1) + 1;
  const isOneLine = !text.slice(behind, object.end).includes('\n');
  const place = isOneLine ? behind : behindRemark(text, behind);
  const tail = `${last.comma === undefined ? '' : ','}${isOneLine ? lineEnd + unit.repeat(depth) : ''}`;
  const put = splice(text, place, place, member + tail);
  return last.comma === undefined ? splice(put, last.value.end, last.value.end, ',') : put;
}

/** Behind a comment on the same line, which belongs to what stands before it. */
function behindRemark(text: string, from: number): number {
  const remark = /[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)/y;
  remark.lastIndex = from;
  return from + (remark.exec(text)?.[0].length ?? 0);
}

function withoutMember(text: string, object: JsonNode, index: number, member: JsonMember): string {
  const before = object.members?.[index - 1];
  const lead = /(?:\r?\n)?[ \t]*$/.exec(text.slice(0, member.keyStart))?.[0].length ?? 0;
  const end = member.comma === undefined ? member.value.end : member.comma + 1;
  const cut = splice(text, member.keyStart - lead, end, '');
  const isLast = index === (object.members?.length ?? 0) - 1;
  if (isLast && member.comma === undefined && before?.comma !== undefined)
    return splice(cut, before.comma, before.comma + 1, '');
  const shrunk = object.end - (end - member.keyStart + lead);
  const isEmpty = object.members?.length === 1 && cut.slice(object.start + 1, shrunk - 1).trim() === '';
  return isEmpty ? splice(cut, object.start, shrunk, '{}') : cut;
}

function rendered(text: string, value: unknown, depth: number): string {
  const unit = unitOf(text);
  return JSON.stringify(value, null, unit).replaceAll('\n', `${lineEndOf(text)}${unit.repeat(depth)}`);
}

/** How the file is indented: as the outermost member that stands on a line of its own. */
function unitOf(text: string): string {
  let level: readonly JsonNode[] = [readJsonc(text)];
  for (let depth = 1; level.length > 0; depth++) {
    const members = level.flatMap(({ members = [] }) => members);
    for (const { keyStart } of members) {
      const indent = /(?:^|\n)([ \t]+)$/.exec(text.slice(0, keyStart))?.[1];
      if (indent !== undefined) return indent.slice(0, Math.ceil(indent.length / depth));
    }
    level = members.map(({ value }) => value);
  }
  return '  ';
}

function splice(text: string, start: number, end: number, put: string): string {
  return text.slice(0, start) + put + text.slice(end);
}
