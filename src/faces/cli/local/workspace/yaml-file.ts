import {
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
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
  const [complaint] = [...document.errors, ...document.warnings];
  const fault = complaint
    ? {
        at: complaint.pos[0],
        message: complaint.code === 'MULTIPLE_DOCS' ? 'a second document begins' : complaint.message,
      }
    : unsaid(document);
  if (fault) {
    const { line, col } = lines.linePos(fault.at);
    throw new PorinError('configuration', `${file}:${line}:${col}: ${fault.message}`, { hint: 'Correct the file' });
  }
  return document;
}

/** What would travel as something else than it says. */
function unsaid(document: Document): { readonly at: number; readonly message: string } | undefined {
  let found: { readonly at: number; readonly message: string } | undefined;
  visit(document, {
    Pair(_, { key, value }) {
      const sources = isSeq(value) ? value.items : [value];
      if (!isScalar(key) || key.value !== '<<' || !sources.some(isAlias)) return undefined;
      found = { at: key.range?.[0] ?? 0, message: 'members are not merged by <<; write them out' };
      return visit.BREAK;
    },
    Scalar(_, scalar) {
      if (!isOtherNumber(scalar)) return undefined;
      found = {
        at: scalar.range?.[0] ?? 0,
        message: `${scalar.source} is no number that JSON has; as text it has quotes`,
      };
      return visit.BREAK;
    },
  });
  return found;
}

/** True for .nan, 1e400, and whole numbers with more digits than are kept. */
function isOtherNumber({ value, source = '' }: Scalar): boolean {
  if (typeof value !== 'number') return false;
  const isInexact =
    !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(source) && String(value) !== source.replace('+', '');
  return isInexact || !Number.isFinite(value);
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
