import type { JsonSchema } from '../../src/kernel/json-schema.ts';

/** What the makers of models take as the input schema of a function; each converter throws, with the path, at what it cannot say. */

const isRecord = (value: unknown): value is Record<string, any> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Words that are left out, because they only narrow what a call may say, which the gateway checks itself. */
const narrowing = new Set([
  'default',
  'examples',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'propertyNames',
  'contentEncoding',
]);

interface Rules {
  readonly words: ReadonlySet<string>;
  readonly dropped?: ReadonlySet<string>;
  convert?(schema: Record<string, any>, path: string): Record<string, any>;
}

function walk(schema: unknown, path: string, root: JsonSchema, rules: Rules): any {
  if (schema === true) return {};
  if (!isRecord(schema)) throw new Error(`${path}: ${JSON.stringify(schema)} is no schema`);
  const out: Record<string, any> = {};
  for (const [word, value] of Object.entries(schema)) {
    if (narrowing.has(word) || rules.dropped?.has(word)) continue;
    const at = `${path}.${word}`;
    if (!rules.words.has(word)) throw new Error(`${at} cannot be said`);
    if (word === 'properties' || word === '$defs')
      out[word] = Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, walk(one, `${at}.${name}`, root, rules)]),
      );
    else if (word === 'items') out[word] = walk(value, at, root, rules);
    else if (word === 'anyOf' || word === 'oneOf')
      out['anyOf'] = value.map((one: unknown, index: number) => walk(one, `${at}[${index}]`, root, rules));
    else out[word] = value;
  }
  return rules.convert?.(out, path) ?? out;
}

const common = [
  'type',
  'description',
  'title',
  'enum',
  'properties',
  'required',
  'items',
  'anyOf',
  'oneOf',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'pattern',
  'format',
];

/** OpenAI's strict mode: closed objects whose members are all required; what may be left out may be null. Source: the guide "Structured Outputs", supported schemas. */
export function toOpenAiStrict(schema: JsonSchema): any {
  const words = new Set([...common, 'const', '$defs', '$ref', 'multipleOf', 'exclusiveMinimum', 'exclusiveMaximum']);
  const dropped = new Set(['minLength', 'maxLength', 'additionalProperties']);
  refuseMaps(schema, '$');
  return walk(schema, '$', schema, {
    words,
    dropped,
    convert(out) {
      if (out['type'] !== 'object') return out;
      const required = new Set(out['required'] ?? []);
      const properties = Object.entries(out['properties'] ?? {}).map(([name, one]) => [
        name,
        required.has(name) ? one : { anyOf: [one, { type: 'null' }] },
      ]);
      return {
        ...out,
        properties: Object.fromEntries(properties),
        required: properties.map(([name]) => name),
        additionalProperties: false,
      };
    },
  });
}

/** Members of any name are what strict mode has no word for; a tool that takes them is given to OpenAI without it. */
export function takesAnyMembers(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(takesAnyMembers);
  if (!isRecord(schema)) return false;
  const isMap = schema['type'] === 'object' && schema['properties'] === undefined;
  const isAnything =
    isRecord(schema) && Object.keys(schema).every((word) => word === 'description' || word === 'title');
  const inner = [
    ...Object.values(schema['properties'] ?? {}),
    schema['items'],
    ...(schema['anyOf'] ?? []),
    ...(schema['oneOf'] ?? []),
    ...Object.values(schema['$defs'] ?? {}),
  ];
  return (
    isMap ||
    isAnything ||
    isRecord(schema['additionalProperties']) ||
    inner.some((one) => one !== undefined && takesAnyMembers(one))
  );
}

function refuseMaps(schema: JsonSchema, path: string): void {
  if (takesAnyMembers(schema)) throw new Error(`${path} takes members of any name`);
}

/** Gemini's function declarations: a subset of OpenAPI 3.0's schema object. Source: the reference of the Gemini API, "Schema". */
export function toGemini(schema: JsonSchema): any {
  const words = new Set([
    ...common,
    'minLength',
    'maxLength',
    'nullable',
    'const',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'multipleOf',
  ]);
  return walk(inlined(schema, schema, 0), '$', schema, {
    words,
    dropped: new Set(['additionalProperties', '$defs']),
    convert(out, path) {
      const { exclusiveMinimum: _, exclusiveMaximum: __, multipleOf: ___, const: only, ...rest } = out;
      const types = [rest['type'] ?? []].flat();
      if (types.length > 0) {
        const plain = types.filter((type: string) => type !== 'null');
        rest['type'] = plain[0];
        if (types.includes('null')) rest['nullable'] = true;
        if (plain.length > 1) {
          const { type: _type, ...other } = rest;
          return { ...other, anyOf: plain.map((type: string) => ({ type })) };
        }
      }
      if (rest['type'] === 'array' && rest['items'] === undefined)
        throw new Error(`${path}: an array has to say of what`);
      const values = only === undefined ? rest['enum'] : [only];
      // Only texts may be enumerated.
      if (values !== undefined && !values.every((value: unknown) => typeof value === 'string')) delete rest['enum'];
      else if (values !== undefined) rest['enum'] = values;
      return rest;
    },
  });
}

const deepest = 20;

/** Without references, which end when nothing refers to itself. */
function inlined(schema: unknown, root: JsonSchema, depth: number): any {
  if (depth > deepest * 4) throw new Error('a schema refers to itself');
  if (Array.isArray(schema)) return schema.map((one) => inlined(one, root, depth + 1));
  if (!isRecord(schema)) return schema;
  const { $ref, $defs: _, ...rest } = schema;
  const own = Object.fromEntries(Object.entries(rest).map(([word, value]) => [word, inlined(value, root, depth + 1)]));
  if (typeof $ref !== 'string') return own;
  const target = ((root['$defs'] ?? {}) as Record<string, unknown>)[$ref.replace('#/$defs/', '')];
  return { ...inlined(target, root, depth + 1), ...own };
}

/** Anthropic's tools: JSON Schema 2020-12, an object at its root without alternatives there, and plain names. Source: the guide "Tool use", and what the API answers. */
export function faultsForAnthropic(schema: JsonSchema): string[] {
  const faults: string[] = [];
  if (schema['type'] !== 'object') faults.push('the root is no object');
  for (const word of ['anyOf', 'oneOf', 'allOf']) if (word in schema) faults.push(`${word} at the root`);
  const names = Object.keys(schema['properties'] ?? {});
  for (const name of names) if (!/^[a-zA-Z0-9_.-]{1,64}$/.test(name)) faults.push(`the name ${name}`);
  return faults;
}

/** Depth of objects, number of members, and characters of names and values: OpenAI has limits for them. */
export function sizeOf(schema: unknown, depth = 0): { depth: number; members: number; chars: number } {
  if (!isRecord(schema)) return { depth, members: 0, chars: 0 };
  const names = Object.keys(schema['properties'] ?? {});
  const inner = [...Object.values(schema['properties'] ?? {}), schema['items'], ...(schema['anyOf'] ?? [])];
  const sizes = inner.map((one) => sizeOf(one, depth + (schema['properties'] === undefined ? 0 : 1)));
  return {
    depth: Math.max(depth, ...sizes.map((size) => size.depth)),
    members: names.length + sizes.reduce((sum, size) => sum + size.members, 0),
    chars:
      names.join('').length + (schema['enum'] ?? []).join('').length + sizes.reduce((sum, size) => sum + size.chars, 0),
  };
}
