import type { JsonSchema } from '../../src/kernel/json-schema.ts';

/** One field of a schema as the reference pages show it. */
export interface Field {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** Every field of an object schema, nested ones under a dotted path, list members under `[]`. */
export function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(record(schema['properties'])).flatMap(([name, value]) => {
    const field = record(value);
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const own = { path, type: typeText(field), required: required.includes(name), description: describe(field) };
    const items = record(field['items']);
    return [own, ...fieldsOf(field, path), ...fieldsOf(items, `${path}[]`)];
  });
}

/** A Markdown table of fields, or a sentence when there are none. */
export function fieldTable(fields: readonly Field[]): string {
  if (fields.length === 0) return 'None.\n';
  const rows = fields.map(
    ({ path, type, required, description }) =>
      `| \`${path}\` | ${cell(type)} | ${required ? 'yes' : ''} | ${cell(description)} |\n`,
  );
  return `| field | type | required | meaning |\n|---|---|---|---|\n${rows.join('')}`;
}

/** Text that stays inside one table cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function describe(field: JsonSchema): string {
  const text = typeof field['description'] === 'string' ? field['description'] : '';
  const preset = field['default'] === undefined ? '' : `Default \`${JSON.stringify(field['default'])}\`.`;
  return [text && preset && !/[.!?]$/.test(text) ? `${text}.` : text, preset].filter((part) => part !== '').join(' ');
}

function typeText(field: JsonSchema): string {
  if (Array.isArray(field['enum'])) return field['enum'].map((value) => `\`${JSON.stringify(value)}\``).join(' | ');
  if ('const' in field) return `\`${JSON.stringify(field['const'])}\``;
  const variants = field['anyOf'] ?? field['oneOf'];
  if (Array.isArray(variants)) return [...new Set(variants.map((variant) => typeText(record(variant))))].join(' or ');
  const type = Array.isArray(field['type'])
    ? field['type'].join(' or ')
    : typeof field['type'] === 'string'
      ? field['type']
      : 'anything';
  if (type === 'array') return `list of ${typeText(record(field['items']))}`;
  const format = typeof field['format'] === 'string' ? ` (${field['format']})` : '';
  return type + format + range(field);
}

function range(field: JsonSchema): string {
  const { minimum, maximum, maxLength } = field;
  const isBound = (value: unknown) => typeof value === 'number' && Math.abs(value) !== Number.MAX_SAFE_INTEGER;
  if (isBound(minimum) && isBound(maximum)) return ` ${minimum} to ${maximum}`;
  if (isBound(minimum)) return ` from ${minimum}`;
  if (isBound(maximum)) return ` to ${maximum}`;
  return typeof maxLength === 'number' ? `, at most ${maxLength} characters` : '';
}

function record(value: unknown): JsonSchema {
  // Schemas are plain data; anything else has no fields.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
}
