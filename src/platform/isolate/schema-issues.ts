import type { OutputUnit } from '@cfworker/json-schema';
import { alternativesOf, formatPath, type Issue, nearestName, typeName, unknownKey } from '../../kernel/issues.ts';
import { isRecord } from './schema-check.ts';

/** What the complaints are about. */
export interface Checked {
  readonly schema: unknown;
  readonly lookup: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

interface Place {
  readonly segments: readonly PropertyKey[];
  readonly value: unknown;
}

const mostIssues = 50;
const shownCharacters = 100;

/** Keywords that only say that something inside of them was refused. */
const containers = [
  '$ref',
  '$recursiveRef',
  'additionalItems',
  'allOf',
  'dependentSchemas',
  'if',
  'items',
  'patternProperties',
  'prefixItems',
  'properties',
  'unevaluatedItems',
];

/** Keywords whose own complaint says more than those inside. */
const summaries = ['contains', 'not', 'propertyNames'];

/** Translates the validator's complaints, outermost first, into ours. */
export function issuesOfUnits(units: readonly OutputUnit[], checked: Checked): Issue[] {
  const issues: Issue[] = [];
  for (let at = 0; at < units.length && issues.length < mostIssues; at++) {
    const unit = units[at];
    if (unit === undefined) break;
    const inside = unitsInside(units, at);
    if (unit.keyword === 'anyOf' || unit.keyword === 'oneOf') {
      issues.push(...issuesOfAlternatives(unit, inside, checked));
      at += inside.length;
      continue;
    }
    if (summaries.includes(unit.keyword)) at += inside.length;
    // The field that is not allowed is told with its name; the `false` that refuses it says nothing more.
    else if (isAboutFields(unit.keyword) && units[at + 1]?.keyword === 'false') at += 1;
    issues.push(...issuesOfUnit(unit, checked));
  }
  return distinct(issues).slice(0, mostIssues);
}

/** The complaints that belong to one: they follow it, and lie deeper in the schema. */
function unitsInside(units: readonly OutputUnit[], at: number): readonly OutputUnit[] {
  const outer = units[at]?.keywordLocation ?? '';
  let end = at + 1;
  // The validator gives the place of a `false` schema in the value, not in the schema.
  while (end < units.length && (units[end]?.keyword === 'false' || units[end]?.keywordLocation.startsWith(`${outer}/`)))
    end++;
  return units.slice(at + 1, end);
}

/** The complaints of the one alternative that is meant, or what all of them are. */
function issuesOfAlternatives(unit: OutputUnit, inside: readonly OutputUnit[], checked: Checked): Issue[] {
  const byAlternative = new Map<string, OutputUnit[]>();
  let name = '0';
  for (const one of inside) {
    if (one.keyword !== 'false')
      name = one.keywordLocation.slice(unit.keywordLocation.length + 1).split('/')[0] ?? name;
    byAlternative.set(name, [...(byAlternative.get(name) ?? []), one]);
  }
  const meant = [...byAlternative.values()].filter((group) => group.every((one) => !tellsApart(one, unit)));
  const [only] = meant;
  if (meant.length === 1 && only !== undefined) return issuesOfUnits(only, checked);
  const { segments, value } = placeOf(unit, checked);
  const parent = schemaAt(unit.keywordLocation.replace(/\/\w+$/, ''), checked);
  const found = isRecord(parent) ? alternativesOf({ [unit.keyword]: parent[unit.keyword] }) : undefined;
  const expected = found ?? 'one of the alternatives';
  const fits = /\((\d+) matches\)/.exec(unit.error)?.[1] ?? '0';
  const message =
    fits === '0' ? `expected ${expected}, got ${shown(value)}` : `expected exactly one of ${expected}; ${fits} fit`;
  return [{ path: formatPath(segments), expected, message }];
}

/** Of another type, or with another constant in a field right below: this alternative was not meant. */
function tellsApart({ keyword, instanceLocation }: OutputUnit, outer: OutputUnit): boolean {
  const isHere = instanceLocation === outer.instanceLocation;
  if (keyword === 'type') return isHere;
  const isBelow = instanceLocation.slice(outer.instanceLocation.length).split('/').length <= 2;
  return (keyword === 'const' || keyword === 'enum') && (isHere || isBelow);
}

function issuesOfUnit(unit: OutputUnit, checked: Checked): Issue[] {
  const { keyword, keywordLocation, error } = unit;
  if (containers.includes(keyword)) return [];
  const place = placeOf(unit, checked);
  const path = formatPath(place.segments);
  if (keyword === 'false') return [{ path, expected: 'nothing here', message: 'is not allowed here' }];
  const parent = schemaAt(keywordLocation.replace(/\/[^/]*$/, ''), checked);
  const schema = recordOf(parent);
  if (['required', 'dependentRequired', 'dependencies'].includes(keyword)) {
    return missingField(unit, place, schema);
  }
  if (isAboutFields(keyword)) {
    const name = /^Property "([\s\S]*)" does not match/.exec(error)?.[1];
    if (schema[keyword] !== false || name === undefined) return [];
    return [unknownKey(formatPath([...place.segments, name]), name, Object.keys(recordOf(schema['properties'])))];
  }
  return [valueIssue(keyword, { path, value: place.value, schema, error })];
}

function isAboutFields(keyword: string): boolean {
  return keyword === 'additionalProperties' || keyword === 'unevaluatedProperties';
}

/** A field that is not there; one that was sent in its place is named. */
function missingField(
  { error, keyword }: OutputUnit,
  { segments, value }: Place,
  schema: Readonly<Record<string, unknown>>,
): Issue[] {
  const name = /(?:required property|does not have) "([\s\S]*)"\.$/.exec(error)?.[1];
  if (name === undefined) return [];
  const properties = recordOf(schema['properties']);
  const expected = nameOf(properties[name]);
  const strangers = Object.keys(recordOf(value)).filter((key) => !Object.hasOwn(properties, key));
  const meant = keyword === 'required' ? nearestName(name, strangers) : undefined;
  const hint = meant === undefined ? '' : ` (did you mean this by '${meant}'?)`;
  const message = `required${expected === 'value' ? '' : `, expected ${expected}`}${hint}`;
  return [
    { path: formatPath([...segments, name]), expected, message, ...(meant === undefined ? {} : { nearest: name }) },
  ];
}

interface Refused {
  readonly path: string;
  readonly value: unknown;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly error: string;
}

function valueIssue(keyword: string, { path, value, schema, error }: Refused): Issue {
  const limit = schema[keyword];
  const issue = (expected: string, got: string): Issue => ({
    path,
    expected,
    message: `expected ${expected}, got ${got}`,
  });
  const bound = boundOf(keyword, limit);
  if (bound !== undefined) return issue(bound, sizeOf(keyword, value));
  switch (keyword) {
    case 'type': {
      const isFraction = typeof value === 'number' && !Number.isInteger(value);
      return issue([limit].flat().join(' or '), isFraction ? String(value) : typeName(value));
    }
    case 'const':
      return issue(shown(limit), shown(value));
    case 'enum':
      return enumIssue(path, Array.isArray(limit) ? limit : [], value);
    case 'format':
      return issue(`a valid ${String(limit)}`, shown(value));
    case 'pattern':
      return issue(`text that matches ${String(limit)}`, shown(value));
    case 'uniqueItems':
      return { path, expected: 'items that differ', message: error.replace(/\.$/, '').toLowerCase() };
    case 'not':
      return { path, expected: 'something else', message: `must not be ${nameOf(limit)}, got ${shown(value)}` };
    case 'propertyNames':
      return { path, expected: 'other names', message: error.replace(/\.$/, '') };
    default:
      return { path, expected: keyword, message: error.replace(/\.$/, '') };
  }
}

function enumIssue(path: string, allowed: readonly unknown[], value: unknown): Issue {
  const expected = `one of ${allowed.slice(0, mostIssues).map(shown).join(', ')}${allowed.length > mostIssues ? ', …' : ''}`;
  const names = allowed.filter((one) => typeof one === 'string');
  const nearest = typeof value === 'string' ? nearestName(value.slice(0, shownCharacters), names) : undefined;
  const meant = nearest === undefined ? '' : `, did you mean ${shown(nearest)}?`;
  return {
    path,
    expected,
    message: `expected ${expected}, got ${shown(value)}${meant}`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function boundOf(keyword: string, limit: unknown): string | undefined {
  switch (keyword) {
    case 'minimum':
      return `at least ${limit}`;
    case 'maximum':
      return `at most ${limit}`;
    case 'exclusiveMinimum':
      return `more than ${limit}`;
    case 'exclusiveMaximum':
      return `less than ${limit}`;
    case 'multipleOf':
      return `a multiple of ${limit}`;
    case 'minLength':
      return `at least ${limit} characters`;
    case 'maxLength':
      return `at most ${limit} characters`;
    case 'minItems':
      return `at least ${limit} items`;
    case 'maxItems':
      return `at most ${limit} items`;
    case 'minProperties':
      return `at least ${limit} fields`;
    case 'maxProperties':
      return `at most ${limit} fields`;
    default:
      return undefined;
  }
}

/** What a bound was compared with. */
function sizeOf(keyword: string, value: unknown): string {
  if (keyword.endsWith('Length')) return String([...String(value)].length);
  if (keyword.endsWith('Items')) return String(Array.isArray(value) ? value.length : 0);
  if (keyword.endsWith('Properties')) return String(Object.keys(recordOf(value)).length);
  return String(value);
}

/** What a schema asks for, in a word or two. */
function nameOf(schema: unknown): string {
  return alternativesOf({ anyOf: [recordOf(schema)] }) ?? 'value';
}

/** A value, cut: a refused text may be long, and the message is read by people. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return typeName(value);
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

function placeOf({ instanceLocation }: OutputUnit, { value }: Checked): Place {
  const segments: PropertyKey[] = [];
  let current = value;
  for (const name of instanceLocation.split('/').slice(1).map(decoded)) {
    segments.push(Array.isArray(current) ? Number(name) : name);
    current = memberOf(current, name);
  }
  return { segments, value: current };
}

/** The schema at a place that the validator named, references followed. */
function schemaAt(location: string, { schema, lookup }: Checked): unknown {
  let current = schema;
  for (const name of location.split('/').slice(1).map(decoded)) {
    if (name === '$recursiveRef') current = schema;
    else if (name === '$ref')
      current = lookup[String(memberOf(current, '__absolute_ref__') ?? memberOf(current, '$ref'))];
    else current = memberOf(current, name);
  }
  return current;
}

function decoded(segment: string): string {
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function distinct(issues: readonly Issue[]): Issue[] {
  const byText = new Map(issues.map((issue) => [`${issue.path}\n${issue.message}`, issue]));
  return [...byText.values()];
}
