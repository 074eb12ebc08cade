import type { ActionDefinition, ConnectionFacts } from '../../src/kernel/action.ts';
import type { ApiEndpoint, WireExample } from '../../src/kernel/api.ts';
import type { HttpRequest } from '../../src/kernel/http.ts';
import { type JsonSchema, toJsonSchema } from '../../src/kernel/json-schema.ts';

/** Plain values that try an endpoint: its own, or those that its action's request carries for the action's example. */
export function exampleOf(endpoint: ApiEndpoint, action: ActionDefinition, baseUrl: string): WireExample {
  if (endpoint.example !== undefined) return endpoint.example;
  if (!('request' in action) || endpoint.input?.multipart !== undefined) return { path: namesIn(endpoint, action) };
  const facts: ConnectionFacts = { connectionId: 'example', baseUrl, sandbox: true, fields: {}, now: 0 };
  const request = action.request(action.input.parse(action.example.input), facts);
  return requestFits(endpoint, request) ? wireExample(endpoint, request) : { path: namesIn(endpoint, action) };
}

/** The path's values that the action's own example has under the same names. */
function namesIn(endpoint: ApiEndpoint, action: ActionDefinition): Record<string, string | number> {
  const input = Object.entries(Object(action.example.input));
  const wanted = endpoint.input?.path?.shape ?? {};
  return Object.fromEntries(
    input.flatMap(([name, value]) =>
      name in wanted && (typeof value === 'number' || typeof value === 'string') ? [[name, value]] : [],
    ),
  );
}

/** Whether a request goes to this endpoint. */
export function requestFits(endpoint: ApiEndpoint, request: Pick<HttpRequest, 'method' | 'path'>): boolean {
  const [method, template = ''] = endpoint.call.split(' ');
  return method === request.method && pathValues(template, request.path) !== undefined;
}

/** What a request of this endpoint carries, with booleans where the form has 1 and 0 for them. */
export function wireExample(endpoint: ApiEndpoint, request: HttpRequest): WireExample {
  const template = endpoint.call.split(' ')[1] ?? '';
  const path = pathValues(template, request.path) ?? {};
  const schema = endpoint.input?.form && toJsonSchema(endpoint.input.form, 'input');
  const form = request.body && 'form' in request.body && schema ? declared(schema, request.body.form) : undefined;
  const fields = endpoint.input?.path && toJsonSchema(endpoint.input.path, 'input');
  return {
    // `declared` keeps an object an object.
    ...(fields ? { path: declared(fields, path) as Record<string, string | number> } : {}),
    ...(form === undefined ? {} : { form: form as Record<string, unknown> }),
  };
}

function pathValues(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [position, part] of wanted.entries()) {
    const value = given[position] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) values[name] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return values;
}

/** A form has text and numbers only; the schema says what they stand for. */
function declared(schema: JsonSchema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => declared(part(schema['items']), item));
  if (typeof value === 'object' && value !== null) {
    const known = part(schema['properties']);
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(
      entries.map(([name, member]) => [name, declared(part(known[name] ?? schema['additionalProperties']), member)]),
    );
  }
  if (schema['type'] === 'boolean' && (value === 0 || value === 1)) return value === 1;
  const isNumber = schema['type'] === 'integer' && typeof value === 'string' && /^\d+$/.test(value);
  return isNumber ? Number(value) : value;
}

function part(value: unknown): JsonSchema {
  // Schemas are plain data; anything else says nothing.
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}
