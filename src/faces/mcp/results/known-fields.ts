import { PorinError } from '../../../kernel/errors.ts';
import type { JsonSchema } from '../../../kernel/json-schema.ts';
import { isRecord } from '../tools/schemas.ts';
import {
  describeUnknown,
  readFields,
  type Selection,
  type UnknownField,
  unknownField,
  withoutWrapping,
} from './fields.ts';

const maxDepth = 30;

/** Refuses fields that an action's output cannot have, before anything runs. Errors: `bad_request` naming the nearest. */
export function checkFields(fields: readonly string[], output: JsonSchema): void {
  const wanted = readFields(fields);
  const unknown = unknownIn(wanted, output, (schemas) => schemas.some(takesAnyName));
  if (unknown.length === 0) return;
  throw new PorinError('bad_request', `fields: ${describeUnknown(unknown)}`, {
    hint: 'Nothing ran. get_action shows the output schema; name members of it, or leave fields out',
    details: {
      fields: unknown.map(({ field, nearest }) => ({ field, ...(nearest === undefined ? {} : { nearest }) })),
    },
  });
}

/** The fields that the schema does not declare. */
export function undeclaredIn(wanted: Selection, output: JsonSchema): UnknownField[] {
  return unknownIn(wanted, output, () => false);
}

type IsOpen = (schemas: readonly JsonSchema[]) => boolean;

function unknownIn(wanted: Selection, output: JsonSchema, isOpen: IsOpen): UnknownField[] {
  const schemas = branches(output, output, 0);
  return within(withoutWrapping(wanted, [...namesOf(schemas)]), schemas, { root: output, isOpen });
}

interface Place {
  readonly root: JsonSchema;
  readonly isOpen: IsOpen;
}

function within({ members, isWhole }: Selection, schemas: readonly JsonSchema[], place: Place): UnknownField[] {
  if (isWhole) return [];
  const names = namesOf(schemas);
  return [...members].flatMap(([name, member]) => {
    if (name === '*') return [];
    const inner = schemas.flatMap(({ properties }) => {
      const own = isRecord(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
      return isRecord(own) ? branches(own, place.root, 0) : [];
    });
    if (names.has(name)) return within(member, inner, place);
    return place.isOpen(schemas) ? [] : [unknownField(member.field, name, [...names])];
  });
}

/** The schemas of which one holds, each without what it refers to and without the lists that it is in. */
function branches(schema: JsonSchema, root: JsonSchema, depth: number): JsonSchema[] {
  if (depth > maxDepth) return [{}];
  const { $ref, items } = schema;
  const alternatives = ['anyOf', 'oneOf', 'allOf'].flatMap((word) => {
    const list = schema[word];
    return Array.isArray(list) ? list.filter(isRecord) : [];
  });
  if (typeof $ref === 'string') return branches(referred($ref, root), root, depth + 1);
  if (alternatives.length > 0)
    return [
      ...alternatives,
      ...(isRecord(schema['properties']) ? [{ ...schema, anyOf: [], oneOf: [], allOf: [] }] : []),
    ].flatMap((one) => branches(one, root, depth + 1));
  if (isRecord(items)) return branches(items, root, depth + 1);
  return schema['type'] === 'null' ? [] : [schema];
}

function referred(ref: string, root: JsonSchema): JsonSchema {
  const name = /^#\/\$defs\/(.+)$/.exec(ref)?.[1];
  const found = isRecord(root['$defs']) && name !== undefined ? root['$defs'][name] : undefined;
  return ref === '#' ? root : isRecord(found) ? found : {};
}

function namesOf(schemas: readonly JsonSchema[]): Set<string> {
  return new Set(schemas.flatMap(({ properties }) => (isRecord(properties) ? Object.keys(properties) : [])));
}

const primitives = new Set<unknown>(['string', 'number', 'integer', 'boolean']);

function takesAnyName({ type, properties, additionalProperties, patternProperties }: JsonSchema): boolean {
  if (primitives.has(type)) return false;
  if (!isRecord(properties)) return true;
  return (additionalProperties !== undefined && additionalProperties !== false) || patternProperties !== undefined;
}
