import type { JsonSchema } from '../../../kernel/json-schema.ts';
import { isRecord } from './schemas.ts';

const maps = new Set(['properties', '$defs', 'patternProperties', 'dependentSchemas']);
const values = new Set(['const', 'enum', 'default', 'examples', 'required', 'type']);
/** Any value: hosts warn of schemas without a word that checks something, and this one, of objects alone, is true of all. */
const anything = { minProperties: 0 };

/** The same schema for hosts that know one type at a time and want one everywhere. */
export function portable(schema: JsonSchema): JsonSchema {
  const words = Object.entries(schema).flatMap(([word, value]): [string, unknown][] => {
    if (maps.has(word) && isRecord(value))
      return [[word, Object.fromEntries(Object.entries(value).map(([name, one]) => [name, place(one)]))]];
    // Members of any name and items of any kind are what there is when nothing is said.
    if ((word === 'additionalProperties' || word === 'items') && saysNothing(value)) return [];
    if (values.has(word)) return [[word, value]];
    return [[word, Array.isArray(value) ? value.map(place) : place(value)]];
  });
  return split(Object.fromEntries(words));
}

function place(value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (!saysNothing(value)) return portable(value);
  const { description } = value;
  return description === undefined ? anything : { description, ...anything };
}

function saysNothing(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).every((word) => word === 'description' || word === 'title');
}

/** Several types as alternatives; words that are about one type say nothing of the others, so each has them all. */
function split(schema: JsonSchema): JsonSchema {
  const { type, description, title, default: usual, ...rest } = schema;
  if (!Array.isArray(type)) return schema;
  const about = { ...(description === undefined ? {} : { description }), ...(title === undefined ? {} : { title }) };
  const choices = type.map((one) =>
    one === 'null' && rest['enum'] === undefined && rest['const'] === undefined
      ? { type: one }
      : { type: one, ...rest },
  );
  return { ...about, ...(usual === undefined ? {} : { default: usual }), anyOf: choices };
}
