import { z } from 'zod';

interface WireForm {
  /** Its name in the document. */
  readonly id: string;
  /** Members that the app sends in another type than outputs have, by name or `outer.inner`. */
  readonly as?: Readonly<Record<string, z.ZodType>>;
  /** Members that may be missing; all others are always there. */
  readonly optional?: readonly string[];
  /** Members that only outputs have. */
  readonly without?: readonly string[];
}

/** The wire form of an output: the same members with the same descriptions, in the types that the app really sends. */
export function wire(schema: z.ZodObject, form: WireForm): z.ZodObject {
  return wireObject(schema, form, '').meta({ id: form.id });
}

/** `{"status":"OK"}` and its relatives: every endpoint has its own spelling of success. */
export function marker(name: string): z.ZodObject {
  return z.object({ [name]: z.literal('OK').describe('Success') });
}

function wireObject(schema: z.ZodObject, form: WireForm, prefix: string): z.ZodObject {
  const members = Object.entries(schema.shape).flatMap(([name, field]) => {
    const path = prefix + name;
    if (form.without?.includes(path)) return [];
    const inner = field instanceof z.ZodOptional ? field.unwrap() : field;
    const sent = form.as?.[path] ?? wireType(inner as z.ZodType, form, `${path}.`);
    const described = field.description === undefined ? sent : sent.describe(field.description);
    return [[name, form.optional?.includes(path) ? described.optional() : described] as const];
  });
  return z.object(Object.fromEntries(members));
}

function wireType(schema: z.ZodType, form: WireForm, prefix: string): z.ZodType {
  if (schema instanceof z.ZodObject) return wireObject(schema, form, prefix);
  // zod's containers hold its core types, which lack the methods of ZodType.
  if (schema instanceof z.ZodArray) return z.array(wireType(schema.element as z.ZodType, form, prefix));
  if (schema instanceof z.ZodNullable) return wireType(schema.unwrap() as z.ZodType, form, prefix).nullable();
  return schema;
}
