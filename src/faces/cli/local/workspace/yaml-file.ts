import { Document, isMap, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { PorinError } from '../../../../kernel/errors.ts';
import { recordOf } from '../../flags.ts';
import { isRecord } from '../../term/record.ts';
import type { Spec } from './element.ts';

const largestFile = 1024 * 1024;
const aliasesAtMost = 100;
const writing = { lineWidth: 0, blockQuote: 'literal' } as const;

/** The members of a YAML file. Errors: `configuration` with file, line and column. */
export function readYaml(text: string, file: string): Spec {
  return membersOf(documentOf(text, file), file);
}

function documentOf(text: string, file: string): Document {
  if (text.length > largestFile) {
    throw new PorinError('configuration', `${file} is larger than ${largestFile / 1024} kB`, {
      hint: 'A specification is a few lines; put long code into code.js',
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw new PorinError('configuration', `${file}:${line}:${col}: ${fault.message}`, { hint: 'Correct the file' });
  }
  return document;
}

function membersOf(document: Document, file: string): Spec {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: aliasesAtMost });
    // Numbers and keys that JSON does not have, and aliases, become what travels.
    value = JSON.parse(JSON.stringify(value ?? {}));
  } catch (cause) {
    throw new PorinError('configuration', `${file}: its aliases stand for too much`, {
      hint: 'Write out what the aliases stand for',
      cause,
    });
  }
  if (isRecord(value)) return value;
  throw new PorinError('configuration', `${file}:1:1: expected members, such as "name: …"`, {
    hint: 'Correct the file',
  });
}

/** A YAML file that says `spec`: with the order and the comments that `before` has, where it has them. */
export function writeYaml(spec: Spec, before: string | undefined, file: string): string {
  const document = before === undefined || before.trim() === '' ? new Document({}) : documentOf(before, file);
  if (!isMap(document.contents)) return new Document(spec).toString(writing);
  merge(document, document.contents, spec);
  return document.toString(writing);
}

function merge(document: Document, map: YAMLMap, wanted: Spec): void {
  const had = recordOf(map.toJS(document, { maxAliasCount: aliasesAtMost }));
  for (const name of Object.keys(had)) if (!Object.hasOwn(wanted, name)) map.delete(name);
  for (const [name, value] of Object.entries(wanted)) {
    if (Object.hasOwn(had, name) && JSON.stringify(had[name]) === JSON.stringify(value)) continue;
    const inner = map.get(name, true);
    if (isMap(inner) && inner.items.length > 0 && isRecord(value) && Object.keys(value).length > 0)
      merge(document, inner, value);
    else map.set(name, document.createNode(value, { aliasDuplicateObjects: false }));
  }
}
