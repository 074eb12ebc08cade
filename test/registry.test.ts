import { describe, expect, test } from 'vitest';
import { commands } from '../src/faces/cli/commands.gen.ts';
import { verifyCommand } from '../src/gateway/engine/verify-command.ts';
import { type ActionDefinition, fileAction } from '../src/kernel/action.ts';
import { toJsonSchema } from '../src/kernel/json-schema.ts';
import type { ConnectorModule } from '../src/kernel/module.ts';
import type { OperationDefinition } from '../src/kernel/operation.ts';
import { connectors, operations } from '../src/registry.gen.ts';
import { sandboxes } from '../src/sandboxes.gen.ts';
import { hasField, itemOf, undescribed } from './support/schemas.ts';

const operationList: readonly (readonly [string, OperationDefinition])[] = Object.entries(operations);
const modules = await Promise.all(Object.values(connectors).map(async (load) => (await load()).default));
const connectorList = modules.map((module): [string, ConnectorModule] => [module.app, module]);
const actionList = modules.flatMap(({ app, actions }) =>
  Object.entries(actions).map(([key, action]): [string, ActionDefinition] => [`${app}/${key}`, action]),
);

/** What a verb promises about the method; a verb without a row may use any. */
const methods: Readonly<Record<string, string>> = {
  list: 'GET',
  get: 'GET',
  create: 'POST',
  ensure: 'POST',
  run: 'POST',
  patch: 'PATCH',
  delete: 'DELETE',
  revoke: 'DELETE',
};

describe('operations', () => {
  test.each(operationList)('%s has schemas that JSON can represent, with every input described', (_, operation) => {
    expect(undescribed(toJsonSchema(operation.input, 'input'))).toEqual([]);
    expect(toJsonSchema(operation.output, 'output')).toBeTypeOf('object');
  });

  test.each(operationList)('%s has a method that suits its verb, and its path names inputs', (id, operation) => {
    const [method, path = ''] = operation.http.split(' ');
    expect(method).toBe(methods[id.split('.')[1] ?? ''] ?? method);
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    expect(parameters.filter((name) => !hasField(toJsonSchema(operation.input, 'input'), name))).toEqual([]);
    expect(path).toMatch(/^(\/([a-z][a-z-]*|\{\w+\}))+$/);
  });

  test.each(operationList)('%s says in one imperative line what it does', (_, { summary }) => {
    expect(summary).toMatch(/^[A-Z][^\n]{7,119}$/);
    expect(summary).not.toMatch(/[.!]$/);
  });

  test('no two share a route', () => {
    const routes = operationList.map(([, { http }]) => http.replaceAll(/\{\w+\}/g, '{}'));
    expect(duplicates(routes)).toEqual([]);
  });

  test('no two share a command, nor does a command of this machine', () => {
    const all = [
      ...operationList.flatMap(([, { cli }]) => cli?.command ?? []),
      ...commands.map(({ command }) => command),
    ];
    expect(all.length).toBeGreaterThan(10);
    expect(duplicates(all)).toEqual([]);
  });

  test('only the health check answers without a token', () => {
    const open = operationList.filter(([, { scope }]) => scope === 'public').map(([id]) => id);
    expect(open).toEqual(['system.health']);
  });

  test.each(operationList.filter(([, { cli }]) => cli))(
    '%s names only fields that exist on the command line',
    (_, operation) => {
      const input = toJsonSchema(operation.input, 'input');
      const item = itemOf(toJsonSchema(operation.output, 'output'));
      const { positional = [], columns = [], secretsFromStdin, data } = operation.cli ?? { command: '' };
      const named = [
        ...positional.map((name) => name.replaceAll(/[[\].]/g, '')),
        ...[secretsFromStdin, data].filter((name) => name !== undefined && name !== '*'),
      ];
      expect(named.filter((name) => !hasField(input, name ?? ''))).toEqual([]);
      expect(columns.filter((path) => !hasField(item, path))).toEqual([]);
    },
  );
});

describe('connectors', () => {
  test.each(connectorList)('%s is pure data', (_, { definition }) => {
    expect(JSON.parse(JSON.stringify(definition))).toStrictEqual(definition);
  });

  test.each(connectorList)('%s links the documents of its vendor and knows its domains', (_, { definition }) => {
    expect(definition.links.docs).toMatch(/^https:\/\//);
    expect(definition.links.homepage).toMatch(/^https:\/\//);
    expect(definition.domains.length).toBeGreaterThan(0);
    expect(definition.domains.filter((domain) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))).toEqual([]);
    expect(definition.baseUrl).not.toMatch(/\/$/);
  });

  test.each(connectorList)('%s signs only with credentials that it asks for', (_, { definition }) => {
    for (const { fields, test: _check, ...rest } of definition.auth) {
      const named = [...JSON.stringify(rest).matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      expect(named.filter((name) => !(name in fields))).toEqual([]);
    }
  });

  test.each(connectorList)('%s has a sandbox of its own port', async (app) => {
    expect(Object.keys(sandboxes)).toContain(app);
    const ports = await Promise.all(Object.values(sandboxes).map(async (load) => (await load()).default.port));
    expect(duplicates(ports)).toEqual([]);
  });
});

describe('actions', () => {
  test('there are some', () => {
    expect(actionList.length).toBeGreaterThan(18);
  });

  test.each(actionList)('%s names an action that only reads, if it names one that shows its effect', (id, action) => {
    const { verifyWith } = action;
    if (verifyWith === undefined) return;
    const [app = ''] = id.split('/');
    expect(connectorList.find(([name]) => name === app)?.[1].actions[verifyWith]).toMatchObject({ effect: 'read' });
    expect(action.effect).not.toBe('read');
  });

  test.each(actionList)(
    '%s knows what the action that shows its effect is given, if that needs anything',
    (id, action) => {
      if (action.verifyWith === undefined) return;
      const [app = '', key = ''] = id.split('/');
      const actions = connectorList.find(([name]) => name === app)?.[1].actions ?? {};
      const ported = new Map(Object.entries(actions).map(([name, one]) => [name, fileAction(name, one)]));
      const own = ported.get(key);
      const input = own?.validate(action.example.input);
      if (!own || !input?.ok) throw new Error('The example of the action is not valid');
      const asked = { action: own, input: input.value, connectionId: 'con_1', runId: 'run_1' };
      const command = verifyCommand(asked, ported, { redact: (value) => value }) ?? '';
      const [, given = '{}'] = / --input '(.*)'$/s.exec(command) ?? [];
      const seen = ported.get(action.verifyWith)?.validate(JSON.parse(given.replaceAll("'\\''", "'")));
      expect(seen).toMatchObject({ ok: true });
    },
  );

  test.each(actionList)('%s has a kebab-case name', (id) => {
    expect(id.split('/')[1]).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
  });

  test.each(actionList)('%s has schemas that JSON can represent, with every input described', (_, action) => {
    expect(undescribed(toJsonSchema(action.input, 'input'))).toEqual([]);
    expect(toJsonSchema(action.output, 'output')).toBeTypeOf('object');
  });

  test.each(actionList)('%s refuses fields that it does not know', (_, action) => {
    const input: unknown = { ...Object(action.example.input), noSuchFieldOfAnyApp: 1 };
    expect(action.input.safeParse(input).success).toBe(false);
  });

  test.each(actionList)('%s can be found and understood', (_, { name, description, phrases = [] }) => {
    expect(name.length).toBeLessThanOrEqual(60);
    expect(description.length).toBeGreaterThanOrEqual(20);
    expect(description.length).toBeLessThanOrEqual(1000);
    expect(phrases.length).toBeGreaterThanOrEqual(2);
    expect(duplicates(phrases.map((phrase) => phrase.toLowerCase()))).toEqual([]);
  });

  test.each(actionList)('%s has an example that its own schema accepts', (_, action) => {
    expect(action.input.safeParse(action.example.input)).toMatchObject({ success: true });
  });
});

function duplicates<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
