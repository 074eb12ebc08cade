import { z } from 'zod';
import type { ActionDefinition } from '../../src/kernel/action.ts';
import type { ApiDefinition, ApiEndpoint, WireExample } from '../../src/kernel/api.ts';
import type { AuthOption, ConnectorDefinition } from '../../src/kernel/connector.ts';
import { type JsonSchema, toJsonSchema } from '../../src/kernel/json-schema.ts';
import type { SandboxDefinition } from '../../src/sandbox/definition.ts';
import { exampleOf } from './api-example.ts';
import { withoutStrangers } from './api-prose.ts';

const formType = 'application/x-www-form-urlencoded';

/** Everything that the document of one app's API is made from. */
export interface ApiSource {
  readonly definition: ConnectorDefinition;
  readonly api: ApiDefinition;
  readonly actions: ReadonlyMap<string, ActionDefinition>;
  readonly sandbox: Pick<SandboxDefinition, 'port' | 'basePath'> | undefined;
}

/**
 * The OpenAPI 3.1 document of an app's own API: raw requests and answers, not what actions make of them.
 * Errors: throws for an endpoint that names no action, or an action's example that its own schema refuses.
 */
export function apiDocument(source: ApiSource): JsonSchema {
  const { definition, api } = source;
  const schemas: Record<string, unknown> = {};
  const refer = (schema: z.ZodType): unknown => namedParts(schema, schemas);
  const refusal = { description: 'Refused', content: { 'application/json': { schema: refer(api.refusal) } } };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of api.endpoints) {
    const [method = '', path = ''] = endpoint.call.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(source, endpoint, refer) };
  }
  const [auth] = definition.auth;
  const calls = new Set(api.endpoints.map(({ id, action }) => id ?? action));
  const strangers = [...source.actions.keys()].filter((key) => !calls.has(key));
  const document = {
    openapi: '3.1.0',
    info: {
      title: `${definition.name} API`,
      version: api.version,
      description: api.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    externalDocs: { url: definition.links.docs },
    servers: [{ url: definition.baseUrl, description: definition.name }, ...localServers(source)],
    security: [{ [auth.key]: [] }],
    tags: Object.entries(api.groups).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { [auth.key]: securityScheme(auth) },
      schemas: Object.fromEntries(Object.entries(schemas).sort(([left], [right]) => (left < right ? -1 : 1))),
      responses: Object.fromEntries(
        Object.entries(api.refusals).map(([status, description]) => [`refused-${status}`, { ...refusal, description }]),
      ),
    },
  };
  return withoutStrangers(document, strangers);
}

/** The sandbox where `porin up` starts it, for tools that offer the choice. */
function localServers({ definition, sandbox }: ApiSource): object[] {
  if (sandbox === undefined) return [];
  const url = `http://127.0.0.1:${sandbox.port}${sandbox.basePath ?? ''}`;
  return [
    { url, description: `The sandbox of ${definition.name} on this machine, started by \`porin up --apps sandbox\`` },
  ];
}

function operation(
  { definition, api, actions }: ApiSource,
  endpoint: ApiEndpoint,
  refer: (schema: z.ZodType) => unknown,
) {
  const action = actions.get(endpoint.action);
  if (action === undefined)
    throw new Error(`${endpoint.call} names the action ${endpoint.action}, which does not exist`);
  const example = exampleOf(endpoint, action, definition.baseUrl);
  const { path, query, form, multipart } = endpoint.input ?? {};
  const id = endpoint.id ?? endpoint.action;
  const parameters = [...parametersOf('path', path, example), ...parametersOf('query', query, example)];
  const refusals = [401, ...(path ? [404] : []), ...(form || multipart ? [422] : [])];
  return {
    operationId: id,
    summary: endpoint.summary ?? action.name,
    description: endpoint.description ?? action.description,
    tags: [endpoint.group],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(form ? { requestBody: formBody(form, example, refer(form.meta({ id: bodyName(id) }))) } : {}),
    ...(multipart ? { requestBody: multipartBody(multipart) } : {}),
    responses: {
      [endpoint.status ?? 200]: { description: 'Done', content: contentOf(endpoint.answer, refer) },
      ...Object.fromEntries(
        refusals
          .filter((status) => status in api.refusals)
          .map((status) => [status, { $ref: `#/components/responses/refused-${status}` }]),
      ),
    },
  };
}

function contentOf(answer: ApiEndpoint['answer'], refer: (schema: z.ZodType) => unknown) {
  if (answer instanceof z.ZodType) return { 'application/json': { schema: refer(answer) } };
  return Object.fromEntries(answer.file.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
}

function parametersOf(place: 'path' | 'query', fields: z.ZodObject | undefined, example: WireExample) {
  return Object.entries(fields?.shape ?? {}).map(([name, field]) => {
    // Members of a zod object are its core types, which lack the methods of ZodType.
    const { description, ...schema } = toJsonSchema(field as z.ZodType, 'input');
    const value = place === 'path' ? example.path?.[name] : undefined;
    return {
      name,
      in: place,
      required: place === 'path' || !(field instanceof z.ZodOptional),
      description,
      schema,
      ...(value === undefined ? {} : { example: value }),
    };
  });
}

function bodyName(id: string): string {
  return `${id.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Body`;
}

function formBody(form: z.ZodObject, { form: example }: WireExample, schema: unknown) {
  const { required, properties } = toJsonSchema(form, 'input');
  const nested = Object.entries(properties ?? {}).filter(([, field]) => isNested(field));
  const encoding = Object.fromEntries(nested.map(([name]) => [name, { style: 'deepObject', explode: true }]));
  const shown = example === undefined ? {} : { example };
  const asForm = { [formType]: { schema, ...(nested.length === 0 ? {} : { encoding }), ...shown } };
  const asJson = { 'application/json': { schema, ...shown } };
  return {
    required: Array.isArray(required),
    // Generators take the first, and hardly one of them writes nested members of a form.
    content: nested.length === 0 ? { ...asForm, ...asJson } : { ...asJson, ...asForm },
  };
}

function isNested(field: JsonSchema): boolean {
  return field['type'] === 'object' || field['type'] === 'array';
}

function multipartBody(multipart: z.ZodObject) {
  const { required, properties, ...schema } = toJsonSchema(multipart, 'input');
  const parts = Object.entries(properties ?? {}).map(([name, { contentEncoding: _, ...part }]) => [name, part]);
  return {
    required: true,
    content: { 'multipart/form-data': { schema: { ...schema, properties: Object.fromEntries(parts), required } } },
  };
}

function securityScheme(auth: AuthOption): object {
  if (auth.type === 'api_key') return { type: 'apiKey', in: auth.in, name: auth.name };
  if (auth.type === 'basic' || auth.type === 'bearer') return { type: 'http', scheme: auth.type };
  throw new Error(`the document of an API cannot say how ${auth.type} signs`);
}

/** The schema with its named parts moved to the components. */
function namedParts(schema: z.ZodType, schemas: Record<string, unknown>): unknown {
  // Inside an object, so that a part that is the whole body is named as well.
  const { properties, $defs } = toJsonSchema(z.object({ body: schema }), 'input');
  Object.assign(schemas, relocated($defs ?? {}));
  // The object above has this one member.
  return relocated((properties as { body: unknown }).body);
}

function relocated(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}
