import type { CommandFlag } from '../../kernel/command.ts';
import type { JsonSchema } from '../../kernel/json-schema.ts';

/** What the text behind a flag stands for. `any` is JSON when it can be read so, else the text itself. */
export type FlagKind = 'string' | 'number' | 'integer' | 'boolean' | 'json' | 'any' | 'file';

/** One flag of a command, whatever it was made from. */
export interface Flag {
  /** Without dashes, as shown: `connectionId`. */
  readonly name: string;
  readonly kind: FlagKind;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string | number | boolean;
  /** `d` for `-d`. */
  readonly short?: string;
  readonly repeatable?: boolean;
  /** May stand alone or carry a JSON value. */
  readonly optionalValue?: boolean;
  /** Placeholder in help: `seconds`. */
  readonly value?: string;
  /** Free text, which `@file` and `-` may stand for. */
  readonly isText?: boolean;
  /** A boolean that is on unless declined: help shows `--no-color` only. */
  readonly declined?: boolean;
}

/** The flags of a command that is no operation. */
export function flagsOfCommand(flags: Readonly<Record<string, CommandFlag>>): Flag[] {
  return Object.entries(flags).map(([name, { type, ...flag }]) => {
    const declined = type === 'boolean' && flag.default === true;
    return { name, kind: type, ...flag, ...(declined ? { declined } : {}) };
  });
}

/** The flags of an operation or control: one per member of its input schema, except the left out ones. */
export function flagsOfSchema(schema: JsonSchema, leftOut: ReadonlySet<string>): Flag[] {
  const properties = recordOf(schema['properties']);
  return Object.entries(properties)
    .filter(([name]) => !leftOut.has(name))
    .map(([name, property]) => flagOfProperty(name, resolveRef(recordOf(property), schema)));
}

/** Marks an input that takes a file; the kernel's constant, repeated because its module loads zod. */
export const fileMark = 'x-porin-file';

function flagOfProperty(name: string, property: JsonSchema): Flag {
  const description = typeof property['description'] === 'string' ? property['description'] : '';
  const fallback = property['default'];
  const base = { name, description, ...(isScalar(fallback) && fallback !== false ? { default: fallback } : {}) };
  if (property[fileMark] === true) return { ...base, kind: 'file', value: '@path' };
  if (property['type'] !== 'array') return { ...base, ...asText(kindOf(property)) };
  const items = kindOf(recordOf(property['items']));
  return { ...base, ...items, repeatable: true };
}

function asText<Kind extends { kind: FlagKind; choices?: readonly string[] }>(
  found: Kind,
): Kind & { isText?: boolean } {
  return found.kind === 'string' && !found.choices ? { ...found, isText: true } : found;
}

function kindOf(schema: JsonSchema): { kind: FlagKind; choices?: readonly string[] } {
  const choices = Array.isArray(schema['enum']) ? schema['enum'].map(String) : undefined;
  if (choices) return { kind: schema['type'] === 'string' ? 'string' : 'any', choices };
  const types = typesOf(schema);
  const [only] = types;
  if (types.size !== 1 || only === undefined) return { kind: types.size === 0 ? 'json' : 'any' };
  if (only === 'string' || only === 'number' || only === 'integer' || only === 'boolean') return { kind: only };
  return { kind: 'json' };
}

/** The JSON types a schema allows besides null; empty when it allows all. */
function typesOf(schema: JsonSchema): Set<string> {
  const own =
    typeof schema['type'] === 'string'
      ? [schema['type']]
      : Array.isArray(schema['type'])
        ? schema['type'].map(String)
        : [];
  const branches = [schema['anyOf'], schema['oneOf']].flatMap((list) => (Array.isArray(list) ? list : []));
  const types = new Set([...own, ...branches.flatMap((branch) => [...typesOf(recordOf(branch))])]);
  types.delete('null');
  if (typeof schema['const'] === 'string') types.add('string');
  return types;
}

/** A schema behind `#/$defs/name`, or the schema itself. */
export function resolveRef(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const ref = schema['$ref'];
  if (typeof ref !== 'string' || !ref.startsWith('#/$defs/')) return schema;
  return recordOf(recordOf(root['$defs'])[ref.slice('#/$defs/'.length)]);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** A value as an object; anything else counts as empty. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
