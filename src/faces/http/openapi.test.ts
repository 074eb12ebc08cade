import { describe, expect, test } from 'vitest';
import { operations } from '../../registry.gen.ts';
import { openapi } from './openapi.ts';
import { addLimit } from './rate-limit.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: { name: string; in: string; required: boolean; schema: object; description?: string }[];
  readonly requestBody?: {
    content: Record<string, { schema: { properties: Record<string, object>; required?: string[] } }>;
  };
  readonly responses: Record<string, object>;
  readonly security?: unknown[];
}

// Plain JSON, as a client reads it.
const document = JSON.parse(JSON.stringify(openapi(operations, '1.2.3'))) as {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; headers: Record<string, object> };
};
const all = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, path, operation })),
);

test('the document is OpenAPI 3.1 of this version', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.info.version).toBe('1.2.3');
});

test('every operation is there, with the files and the raw requests', () => {
  const routes = all.map(({ route }) => route);
  for (const { http } of Object.values(operations)) expect(routes).toContain(http);
  for (const route of [
    'POST /files',
    'GET /files/{id}',
    'GET /connections/{id}/proxy/{path}',
    'DELETE /connections/{id}/proxy/{path}',
    'POST /connections/{id}/api/{path}',
  ])
    expect(routes).toContain(route);
});

test('no two operations share an id', () => {
  const ids = all.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(all)('$route', ({ path, operation, route }) => {
  test('says what it does and what it answers', () => {
    expect(operation.summary).not.toBe('');
    expect(Object.keys(operation.responses)).toContain('default');
    for (const status of Object.keys(operation.responses)) expect(status).toMatch(/^([1-5]\d\d|default)$/);
  });

  test('declares exactly the parameters of its path, each required', () => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name).sort()).toEqual(named);
    expect(declared.every(({ required }) => required)).toBe(true);
  });

  test('describes its other parameters, once each', () => {
    const names = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { description, schema } of operation.parameters) {
      expect(description).toBeTruthy();
      expect(schema).toBeTypeOf('object');
    }
  });

  test('has a body only where one is read, with only members it knows', () => {
    if (/^(GET|DELETE) /.test(route) && !/\/(proxy|api)\//.test(path)) expect(operation.requestBody).toBeUndefined();
    const body = operation.requestBody?.content['application/json']?.schema;
    for (const name of body?.required ?? []) expect(Object.keys(body?.properties ?? {})).toContain(name);
  });
});

test('answers to a tenant say their limits, as the server does', () => {
  const headersAt = (route: string, status: string) =>
    Object.keys((all.find((one) => one.route === route)?.operation.responses[status] as any)?.headers ?? {});
  const sent: Record<string, string> = {};
  addLimit(sent, { kind: 'tenant', limit: 10, windowMs: 60_000, remaining: 7, resetMs: 1 });
  const lower = (names: string[]) => names.map((name) => name.toLowerCase()).sort();
  for (const [route, status] of [
    ['GET /connections', '200'],
    ['POST /files', '201'],
    ['GET /files/{id}', '200'],
  ] as const)
    expect(lower(headersAt(route, status))).toEqual(Object.keys(sent).sort());
  expect(headersAt('GET /connections', 'default')).toContain('Retry-After');
  expect(headersAt('GET /health', '200')).toEqual([]);
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
  expect(references.length).toBeGreaterThan(0);
  const names = Object.entries(document.components).flatMap(([kind, parts]) =>
    Object.keys(parts).map((name) => `#/components/${kind}/${name}`),
  );
  for (const to of references) expect(names).toContain(to);
});

test('a body that is one field whole leaves the others to path and query', () => {
  const operation = all.find(({ route }) => route === 'POST /action-instance/run')?.operation;
  expect(operation?.requestBody?.content['application/json']?.schema).toMatchObject({ type: 'object' });
  expect(operation?.requestBody?.content['application/json']?.schema).not.toHaveProperty('properties');
  const names = operation?.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
  expect(names).toEqual(expect.arrayContaining(['query id', 'query parentKey', 'query integrationKey']));
  expect(names).not.toContain('query input');
});
