import { errorKinds } from '../../kernel/errors.ts';
import { type JsonSchema, toJsonSchema } from '../../kernel/json-schema.ts';
import type { OperationDefinition } from '../../kernel/operation.ts';
import { fileRefView } from '../../kernel/views.ts';

type Operations = Readonly<Record<string, OperationDefinition>>;

const errorSchema: JsonSchema = {
  type: 'object',
  required: ['type', 'code', 'message', 'hint'],
  properties: {
    type: { type: 'string', description: 'Kind of error, from a closed list' },
    key: { type: 'string' },
    code: { type: 'string', enum: Object.keys(errorKinds) },
    message: { type: 'string' },
    hint: { type: 'string', description: 'What to do next' },
    data: {},
    actionRunId: { type: 'string', description: 'The run that failed' },
    requestId: { type: 'string' },
  },
};

/** Those of src/faces/http/rate-limit.ts, which every answer to a tenant's operation has unless the limit is off. */
const limitHeaders: Readonly<Record<string, JsonSchema>> = {
  'RateLimit-Limit': { type: 'integer', description: 'Requests in a minute' },
  'RateLimit-Remaining': { type: 'integer', description: 'How many of them are left' },
  'RateLimit-Reset': { type: 'integer', description: 'Seconds until all of them are there again' },
  'RateLimit-Policy': {
    type: 'string',
    description: 'The limit as the draft of the IETF has it: "tenant";q=12000;w=60',
  },
  RateLimit: { type: 'string', description: 'What is left of it: "tenant";r=11999;t=1' },
};

/** Each header of an answer is described once; answers refer to it. */
const components = {
  securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
  schemas: { Error: errorSchema },
  headers: Object.fromEntries(
    Object.entries({
      ...limitHeaders,
      'Retry-After': { type: 'integer', description: 'With 429 and some 503: seconds until it is worth trying again' },
    }).map(([name, { description, ...schema }]) => [name, { description, schema }]),
  ),
};

const toldLimits = headerReferences(Object.keys(limitHeaders));

const proxyPath = {
  summary: 'Pass a raw request on to the app, authenticated; its answer comes back as it is',
  operationId: 'connections.proxy',
  parameters: [
    pathParameter('id', 'Connection id or key'),
    pathParameter('path', "Path below the app's base URL, or a full URL of the app"),
  ],
  responses: { default: { description: "The app's answer, or an error of the gateway" } },
};

const filePaths = {
  '/files': {
    post: {
      summary: 'Upload a file for an action',
      operationId: 'files.create',
      parameters: [
        {
          name: 'x-file-name',
          in: 'header',
          required: true,
          schema: { type: 'string' },
          description: 'File name, percent-encoded',
        },
      ],
      requestBody: { content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
      responses: {
        201: {
          description: 'A handle, accepted wherever an action takes a file',
          headers: toldLimits,
          content: { 'application/json': { schema: toJsonSchema(fileRefView, 'output') } },
        },
        default: errorResponse(),
      },
    },
  },
  '/files/{id}': {
    get: {
      summary: 'Download a file that an action gave',
      operationId: 'files.get',
      parameters: [pathParameter('id', 'file_…')],
      responses: { 200: { description: 'Its content', headers: toldLimits }, default: errorResponse() },
    },
  },
};

/** The OpenAPI 3.1 document of the gateway, from its operations and the few hand-written routes. */
export function openapi(operations: Operations, version: string): object {
  const paths: Record<string, Record<string, unknown>> = { ...filePaths };
  for (const [id, operation] of Object.entries(operations)) {
    const [method, path] = operation.http.split(' ') as [string, string];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(id, operation, method, path) };
  }
  for (const marker of ['proxy', 'api']) {
    paths[`/connections/{id}/${marker}/{path}`] = Object.fromEntries(
      ['get', 'post', 'put', 'patch', 'delete'].map((method) => [
        method,
        { ...proxyPath, operationId: `connections.${marker}.${method}` },
      ]),
    );
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Porin',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
      description: 'An integration gateway for AI agents that you run yourself.',
    },
    servers: [{ url: 'http://127.0.0.1:4710' }],
    security: [{ bearer: [] }],
    components,
    paths,
  };
}

function operationObject(id: string, operation: OperationDefinition, method: string, path: string): object {
  const schema = toJsonSchema(operation.input, 'input');
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const parameters = Object.entries(properties).flatMap(([name, property]) => {
    if (inPath.has(name)) return [pathParameter(name, String(property['description'] ?? ''))];
    const header = operation.headers?.[name];
    if (header !== undefined) return [parameter('header', header, required.has(name), property)];
    const isInBody = hasBody && (operation.bodyAs === undefined || operation.bodyAs === name);
    return isInBody ? [] : [parameter('query', name, required.has(name), property)];
  });
  const isElsewhere = (name: string) => inPath.has(name) || Object.hasOwn(operation.headers ?? {}, name);
  const members = Object.entries(properties).filter(([name]) => !isElsewhere(name));
  const whole = operation.bodyAs === undefined ? undefined : { type: 'object', ...properties[operation.bodyAs] };
  const body = whole ?? {
    type: 'object',
    properties: Object.fromEntries(members),
    required: members.map(([name]) => name).filter((name) => required.has(name)),
  };
  return {
    operationId: id,
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    ...(operation.scope === 'public' ? { security: [] } : {}),
    parameters,
    ...(hasBody && members.length > 0 ? { requestBody: { content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [operation.status ?? 200]: {
        description: 'Done',
        ...(operation.scope === 'public' ? {} : { headers: toldLimits }),
        content: { 'application/json': { schema: toJsonSchema(operation.output, 'output') } },
      },
      default: errorResponse(),
    },
  };
}

function parameter(where: 'query' | 'header', name: string, required: boolean, schema: JsonSchema): object {
  return { name, in: where, required, schema, description: schema['description'] };
}

function pathParameter(name: string, description: string): object {
  return { name, in: 'path', required: true, schema: { type: 'string' }, description };
}

function errorResponse(): object {
  return {
    description: 'What went wrong and what to do',
    headers: { ...toldLimits, ...headerReferences(['Retry-After']) },
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
}

function headerReferences(names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
