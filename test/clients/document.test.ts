import { Validator as JsonValidator } from '@cfworker/json-schema';
import { Validator } from '@seriousme/openapi-schema-validator';
import { stringify } from 'qs';
import { describe, expect, test } from 'vitest';
import { requestFits, wireExample } from '../../scripts/gen/api-example.ts';
import api from '../../src/connectors/clickmeeting/api.ts';
import connector from '../../src/connectors/clickmeeting/index.gen.ts';
import { bootActions } from '../../src/connectors/clickmeeting/on-sandbox.fixture.ts';
import { type Answer, readDocument, startWorld } from './world.fixture.ts';

const document = readDocument();
const operations = Object.entries<any>(document.paths).flatMap(([path, methods]) =>
  Object.entries<any>(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
);
const named = operations.map((operation): [string, any] => [operation.operationId, operation]);

/** The schema with every object closed, so that nothing undeclared gets through. */
function strict(schema: any): any {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, strict(part)]));
  return schema.properties && schema.additionalProperties === undefined
    ? { ...parts, additionalProperties: false }
    : parts;
}

const components = strict(document.components);

function complaints(schema: unknown, value: unknown): string[] {
  const { valid, errors } = new JsonValidator({ ...strict(schema), components }, '2020-12', false).validate(value);
  return valid ? [] : errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
}

function declaredAnswer(operation: any, status: number): any {
  const found = operation.responses[status];
  return found?.$ref ? document.components.responses[found.$ref.split('/').at(-1)] : found;
}

function expectDeclared(operation: any, { status, type, json }: Answer): void {
  const content = declaredAnswer(operation, status)?.content ?? {};
  const media = Object.keys(content).find((range) =>
    new RegExp(`^${range.replace('*', '.*')}$`).test(type.split(';')[0] ?? ''),
  );
  expect(media, `${operation.operationId} answers ${status} ${type}`).toBeDefined();
  if (type.startsWith('application/json')) expect(complaints(content[media ?? ''].schema, json)).toEqual([]);
}

function pathOf(operation: any, values: Record<string, unknown> = {}): string {
  const examples = Object.fromEntries((operation.parameters ?? []).map((each: any) => [each.name, each.example]));
  return operation.path.replace(/\{(\w+)\}/g, (_: string, name: string) => String(values[name] ?? examples[name]));
}

function bodyOf(operation: any, type: 'form' | 'json'): RequestInit {
  const content = operation.requestBody?.content ?? {};
  if ('multipart/form-data' in content) {
    const body = new FormData();
    body.append('uploaded', new File(['Welcome\n'], 'welcome.txt', { type: 'text/plain' }));
    return { body };
  }
  const media = type === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
  const example = content[media]?.example;
  if (example === undefined) return {};
  return { headers: { 'content-type': media }, body: type === 'json' ? JSON.stringify(example) : stringify(example) };
}

describe('the OpenAPI document of ClickMeeting', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(readDocument());
    expect([valid, errors]).toEqual([true, undefined]);
  });

  test('says of each call itself what it does, where its action makes several', () => {
    const silent = api.endpoints.filter(({ action, description }) => {
      const definition = connector.actions[action];
      return definition && 'run' in definition && description === undefined;
    });
    expect(silent.map(({ call }) => call)).toEqual([]);
  });

  test('names every operation once', () => {
    expect(new Set(named.map(([id]) => id)).size).toBe(api.endpoints.length);
  });

  test.each(named)('%s answers its example as declared, sent as a form', async (_, operation) => {
    const { ask } = await startWorld();
    const answer = await ask(operation.method, pathOf(operation), bodyOf(operation, 'form'));
    expect(answer.status).toBe(
      api.endpoints.find(({ id, action }) => (id ?? action) === operation.operationId)?.status ?? 200,
    );
    expectDeclared(operation, answer);
  });

  test.each(named.filter(([, { requestBody }]) => requestBody?.content['application/json']))(
    '%s takes its example as JSON, and names what is wrong in an empty body',
    async (_, operation) => {
      const { ask } = await startWorld();
      expect((await ask(operation.method, pathOf(operation), bodyOf(operation, 'json'))).status).toBeLessThan(300);
      const headers = { 'content-type': 'application/json' };
      const answer = await ask(operation.method, pathOf(operation), { headers, body: '{"access_type":9}' });
      expect(answer.status).toBe(operation.operationId === 'update-conference' ? 422 : answer.status);
      if (answer.status !== 200) expectDeclared(operation, answer);
    },
  );

  test('every refusal of a missing key, and of an unknown id, is as declared', async () => {
    const { ask } = await startWorld();
    for (const operation of operations) {
      const refused = await ask(operation.method, pathOf(operation), { headers: { 'x-api-key': '' } });
      expect([operation.operationId, refused.status]).toEqual([operation.operationId, 401]);
      expectDeclared(operation, refused);
      const ids = (operation.parameters ?? []).filter(
        (each: any) => each.in === 'path' && each.schema.type === 'integer',
      );
      if (ids.length === 0) continue;
      const unknown = Object.fromEntries(ids.map((each: any) => [each.name, 999999]));
      const missing = await ask(operation.method, pathOf(operation, unknown), bodyOf(operation, 'form'));
      expect([operation.operationId, missing.status]).toEqual([operation.operationId, 404]);
      expectDeclared(operation, missing);
    }
  });
});

describe('what actions send', () => {
  const facts = { connectionId: 'c', baseUrl: 'https://a.test', sandbox: true, fields: {}, now: 0 };
  const endpointOf = (request: { method: any; path: string }) =>
    api.endpoints.find((each) => requestFits(each, request));
  const file = { file: 'file_1', name: 'a.txt', contentType: 'text/plain', sizeBytes: 1, sha256: 'ab' };
  const actions = Object.entries(connector.actions);
  const single = actions.flatMap(([key, action]) => ('request' in action ? [[key, action] as const] : []));
  const several = actions.filter(([, action]) => 'run' in action);

  test.each(single)('%s fits a declared endpoint, with its path and body', (_, action) => {
    const input = action.input.parse(action.example.input);
    const withFile = typeof input === 'object' && input !== null && 'file' in input ? { ...input, file } : input;
    const request = action.request(withFile, facts);
    const endpoint = endpointOf(request);
    expect(endpoint, `${request.method} ${request.path}`).toBeDefined();
    if (!endpoint) return;
    const operation = operations.find((each) => `${each.method} ${each.path}` === endpoint.call);
    const content = operation?.requestBody?.content;
    expect(Object.keys(request.query ?? {}).filter((name) => !(name in (endpoint.input?.query?.shape ?? {})))).toEqual(
      [],
    );
    if (request.body === undefined) return expect(content).toBeUndefined();
    if ('multipart' in request.body) {
      const parts = Object.keys(content['multipart/form-data'].schema.properties);
      return expect(request.body.multipart.map(({ name }) => name)).toEqual(parts);
    }
    const schema = content['application/x-www-form-urlencoded'].schema;
    expect(complaints(schema, wireExample(endpoint, request).form)).toEqual([]);
  });

  test.each(several)('%s makes only declared calls', async (key, action) => {
    const { run, made } = await bootActions();
    await run(key, action.example.input);
    const calls = made.flatMap(({ line }) => {
      const [, method, path] = /^(\w+) \/v1(\/[^?]*)/.exec(line) ?? [];
      return method && path ? [{ method, path }] : [];
    });
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((call) => !endpointOf(call))).toEqual([]);
  });
});
