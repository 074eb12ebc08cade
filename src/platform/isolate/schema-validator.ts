import { dereference, type OutputUnit, type Schema, type SchemaDraft, validate } from '@cfworker/json-schema';
import { isPorinError } from '../../kernel/errors.ts';
import type { Issue } from '../../kernel/issues.ts';
import type { JsonSchema } from '../../kernel/json-schema.ts';
import { checkSchema, isRecord, refuseSchema } from './schema-check.ts';
import { issuesOfUnits } from './schema-issues.ts';
import { unfoldedSize } from './schema-refs.ts';

interface Prepared {
  readonly schema: Schema;
  readonly draft: SchemaDraft;
  readonly lookup: Record<string, Schema | boolean>;
  /** How many schemas look at a value at the most; Infinity where only the value says. */
  readonly size: number;
  readonly hasUniqueItems: boolean;
  readonly hasPatterns: boolean;
}

/** More checks than this hold the process up: they are some 0.1 s. */
const quickChecks = 200_000;
const quickUniqueParts = 1_000;

const prepared = new WeakMap<JsonSchema, Prepared>();

/** Whether checking this value is sure to be quick. Errors: `bad_request` for what is no schema. */
export function isQuick(schema: JsonSchema, value: unknown): boolean {
  const { size, hasPatterns, hasUniqueItems } = prepare(schema);
  if (hasPatterns || size > quickChecks) return false;
  const most = Math.min(quickChecks / size, hasUniqueItems ? quickUniqueParts : quickChecks);
  return countUpTo(value, most) <= most;
}

/** What of a value a schema refuses. Errors: `bad_request` for what is no schema. */
export function issuesIn(schema: JsonSchema, value: unknown): readonly Issue[] {
  const ready = prepare(schema);
  try {
    const plain: unknown = asJson(value);
    if (plain === undefined) return [missing(ready.schema)];
    return issuesOfUnits(unitsOf(ready, plain), { ...ready, value: plain });
  } catch (error) {
    if (error instanceof RangeError)
      return [{ path: '', expected: 'less', message: 'nested too deeply, or too large' }];
    if (error instanceof URIError)
      return [{ path: '', expected: 'Unicode', message: 'a field name has half of a surrogate pair' }];
    throw error;
  }
}

/** All that is wrong; the first of it where the list of all would not fit. */
function unitsOf({ schema, draft, lookup }: Prepared, value: unknown): readonly OutputUnit[] {
  try {
    return validate(value, schema, draft, lookup, false).errors;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return validate(value, schema, draft, lookup, true).errors;
  }
}

function prepare(given: JsonSchema): Prepared {
  const known = prepared.get(given);
  if (known) return known;
  const { hasPatterns, hasRefs, hasUniqueItems, parts } = checkSchema(given);
  // The validator notes addresses in the schema, and the caller's may be frozen.
  const schema: Schema = structuredClone(given);
  const lookup = lookupOf(schema);
  const find = (part: Readonly<Record<string, unknown>>) =>
    part['$ref'] === undefined ? schema : lookup[String(part['__absolute_ref__'] ?? part['$ref'])];
  const size = hasRefs ? unfoldedSize(schema, find) : parts;
  const made = { schema, draft: draftOf(given['$schema']), lookup, size, hasPatterns, hasUniqueItems };
  prepared.set(given, made);
  return made;
}

function lookupOf(schema: Schema): Record<string, Schema | boolean> {
  try {
    return dereference(schema);
  } catch (error) {
    if (isPorinError(error)) throw error;
    return refuseSchema([], error instanceof Error ? error.message : String(error));
  }
}

function draftOf(name: unknown): SchemaDraft {
  if (typeof name !== 'string') return '2020-12';
  if (name.includes('draft-04')) return '4';
  if (name.includes('draft-06') || name.includes('draft-07')) return '7';
  return name.includes('2019-09') ? '2019-09' : '2020-12';
}

function missing(schema: Schema): Issue {
  const expected = [schema.type ?? 'value'].flat().join(' or ');
  return { path: '', expected, message: `required, expected ${expected}` };
}

/** As it is when it is sent: what JSON leaves out is not there. */
function asJson(value: unknown): unknown {
  const text: string | undefined = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}

/** How many values are in one; a number above `most` when there are more. */
function countUpTo(value: unknown, most: number): number {
  let count = 0;
  const rest = [value];
  while (rest.length > 0 && count <= most) {
    const one = rest.pop();
    count += 1;
    if (Array.isArray(one)) for (const item of one) rest.push(item);
    else if (isRecord(one)) for (const member of Object.values(one)) rest.push(member);
  }
  return count;
}
