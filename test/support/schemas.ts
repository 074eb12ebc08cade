import type { JsonSchema } from '../../src/kernel/json-schema.ts';

/** Paths of the fields that carry no description, at any depth. */
export function undescribed(schema: JsonSchema, at = ''): string[] {
  return children(schema, at).flatMap(({ path, child, isField }) => {
    const hasText = typeof child['description'] === 'string' && child['description'].trim() !== '';
    return [...(isField && !hasText ? [path] : []), ...undescribed(child, path)];
  });
}

/** Whether a dotted path leads to a field of the schema; where a field may hold anything, further ones are believed. */
export function hasField(schema: JsonSchema, path: string): boolean {
  const [first = '', ...rest] = path.split('.');
  return variants(schema).some((variant) => {
    const fields = record(variant['properties']);
    if (!Object.hasOwn(fields, first)) return typeof variant['additionalProperties'] === 'object';
    const { description: _, ...field } = record(fields[first]);
    return rest.length === 0 || Object.keys(field).length === 0 || hasField(field, rest.join('.'));
  });
}

/** The item schema of an answer that is a list or holds one in `items`; else the schema itself. */
export function itemOf(schema: JsonSchema): JsonSchema {
  const list = schema['type'] === 'array' ? schema : record(record(schema['properties'])['items']);
  return list['type'] === 'array' ? record(list['items']) : schema;
}

interface Child {
  readonly path: string;
  readonly child: JsonSchema;
  readonly isField: boolean;
}

function children(schema: JsonSchema, at: string): Child[] {
  const fields = Object.entries(record(schema['properties'])).map(
    ([name, child]): Child => ({ path: at === '' ? name : `${at}.${name}`, child: record(child), isField: true }),
  );
  const inner = [schema['items'], schema['additionalProperties']]
    .filter((child) => typeof child === 'object')
    .map((child) => ({ path: `${at}[]`, child: record(child), isField: false }));
  const alternatives = variants(schema)
    .slice(1)
    .map((child) => ({ path: at, child, isField: false }));
  return [...fields, ...inner, ...alternatives];
}

function variants(schema: JsonSchema): JsonSchema[] {
  const alternatives = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? schema[keyword].map(record) : [],
  );
  return [schema, ...alternatives];
}

function record(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
}
