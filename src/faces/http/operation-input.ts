import type { IncomingMessage } from 'node:http';
import { PorinError } from '../../kernel/errors.ts';
import { describeIssues, issuesOf, unknownKey } from '../../kernel/issues.ts';
import type { JsonSchema } from '../../kernel/json-schema.ts';
import type { OperationDefinition } from '../../kernel/operation.ts';
import { percentDecode } from '../../kernel/percent.ts';
import { type BodyBounds, readBody } from './body.ts';
import { coerce, parseJsonObject, queryOf } from './request.ts';

/** Where the one input of an operation comes from. */
export interface InputSource {
  readonly operation: OperationDefinition;
  readonly schema: JsonSchema;
  /** Input field and the header that it comes from, in lower case. */
  readonly headers: readonly (readonly [field: string, name: string])[];
  /** Of the route; `{id}` is a parameter. */
  readonly segments: readonly string[];
  /** Of the request. */
  readonly given: readonly string[];
  /** With its question mark; empty without one. */
  readonly query: string;
  readonly bounds: BodyBounds;
}

/** Query, body, headers and path as one checked input. Errors: `bad_request`, `payload_too_large`, `unsupported_media_type`. */
export async function inputOf(request: IncomingMessage, source: InputSource): Promise<unknown> {
  const { operation, schema } = source;
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'DELETE';
  const body = hasBody ? parseJsonObject(await readBody(request, source.bounds)) : {};
  const query = source.query === '' ? {} : coerce(queryOf(source.query), schema);
  const members = hasBody && operation.bodyAs !== undefined ? { [operation.bodyAs]: body } : body;
  refuseStrangers(body, source);
  const input = { ...query, ...members, ...coerce(parametersOf(source), schema) };
  if (source.headers.length > 0) addHeaders(input, request, source);
  const parsed = operation.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error, operation.input, input);
  throw new PorinError('bad_request', describeIssues(issues), { details: { issues } });
}

/** Where the operation says what it leaves aside, a misspelt member is an error: it would change nothing, and nobody would hear of it. */
function refuseStrangers(body: Readonly<Record<string, unknown>>, { operation, schema, segments }: InputSource): void {
  if (operation.aside === undefined) return;
  const whole = operation.bodyAs === undefined ? schema : (membersOf(schema)[operation.bodyAs] ?? {});
  // What the path says, the body need not say, though it may.
  const known = Object.keys(membersOf(whole)).filter((name) => !segments.includes(`{${name}}`));
  const taken = new Set([...known, ...operation.aside]);
  const issues = Object.keys(body)
    .filter((name) => !taken.has(name))
    .map((name) => unknownKey(name, name, known));
  if (issues.length > 0) throw new PorinError('bad_request', describeIssues(issues), { details: { issues } });
}

/** The members of an object's JSON Schema, each with its own. */
function membersOf({ properties = {} }: JsonSchema): Readonly<Record<string, JsonSchema>> {
  // Made from a zod object, whose members have schemas.
  return properties as Record<string, JsonSchema>;
}

/** A field may come as its header or as a member; both are fine while they say the same. */
function addHeaders(input: Record<string, unknown>, request: IncomingMessage, { headers, schema }: InputSource): void {
  for (const [field, name] of headers) {
    const given = request.headers[name];
    if (given === undefined) continue;
    // Node joins them with a comma, which makes another value than any of them.
    if ((request.headersDistinct[name]?.length ?? 0) > 1) {
      throw new PorinError('bad_request', `${field}: the header ${name} is there several times`, {
        hint: `Send the header ${name} once`,
      });
    }
    const value = coerce({ [field]: given }, schema)[field];
    if (Object.hasOwn(input, field) && input[field] !== value) {
      throw new PorinError('bad_request', `${field}: the header ${name} says something else`, {
        hint: `Send the header ${name} alone`,
      });
    }
    input[field] = value;
  }
}

function parametersOf({ segments, given }: InputSource): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (segment.startsWith('{')) found[segment.slice(1, -1)] = decoded(given[index] ?? '');
  }
  return found;
}

function decoded(segment: string): string {
  const plain = percentDecode(segment);
  if (plain !== undefined) return plain;
  throw new PorinError('bad_request', `'${segment.slice(0, 100)}' in the path is not percent-encoded as it should be`);
}
