import { expect, test } from 'vitest';
import { fileAction } from '../../kernel/action.ts';
import { describeIssues } from '../../kernel/issues.ts';
import connector from './connector.ts';
import module from './index.gen.ts';

const actions = Object.entries(module.actions).map(([key, definition]) => [key, fileAction(key, definition)] as const);

function complaint(key: string, input: unknown): string {
  const found = actions.find(([name]) => name === key)?.[1];
  if (!found) throw new Error(`no action ${key}`);
  const checked = found.validate(input);
  return checked.ok ? '' : describeIssues(checked.issues);
}

test('the 10 published keys exist', () => {
  const published =
    'delete-sms-template update-sms-template create-sms-template list-sms-templates cancel-scheduled-sms get-inbound-sms get-delivery-receipts get-sms-history get-sms-price send-sms';
  expect(published.split(' ').filter((key) => !module.actions[key])).toEqual([]);
});

test('every action explains itself and says how people ask for it', () => {
  for (const [key, { description, phrases }] of actions) {
    expect(description.length, key).toBeGreaterThan(60);
    expect(phrases.length, key).toBeGreaterThanOrEqual(4);
    expect(new Set(phrases).size, key).toBe(phrases.length);
  }
});

test('every example is a valid input', () => {
  for (const [key, { example }] of actions) expect([key, complaint(key, example?.input)]).toEqual([key, '']);
});

test('every input and output is a JSON Schema whose fields are all described', () => {
  for (const [key, { inputSchema, outputSchema }] of actions) {
    expect(inputSchema['additionalProperties'], key).toBe(false);
    expect([...undescribed(inputSchema, `${key} input`), ...undescribed(outputSchema, `${key} output`)]).toEqual([]);
  }
});

function undescribed(schema: any, at: string): string[] {
  const fields = Object.entries<any>(schema?.properties ?? {});
  const bare = fields.filter(([, field]) => !field.description).map(([name]) => `${at}.${name}`);
  const inside = [
    ...fields.map(([, field]) => field),
    schema?.items,
    schema?.additionalProperties,
    ...(schema?.anyOf ?? []),
  ];
  return [...bare, ...inside.flatMap((field) => (field && typeof field === 'object' ? undescribed(field, at) : []))];
}

test('what deletes, cancels or marks is marked as destroying, what only asks as reading', () => {
  for (const [key, { effect }] of actions) {
    const isDestroying = /^(delete|cancel|remove|mark|regenerate)-/.test(key);
    const isReading = /^(list|get|find|search|preview|export|detect)-/.test(key);
    expect([key, effect]).toEqual([key, isDestroying ? 'destroy' : isReading ? 'read' : 'write']);
  }
});

test('whatever changes something names the action that shows whether it has happened', () => {
  const exempt = new Set(['upload-file', 'poll-inbound-sms', 'poll-delivery-receipts']);
  for (const [key, { effect, verifyWith }] of actions) {
    if (effect === 'read' || exempt.has(key)) continue;
    expect([key, Object.keys(module.actions)]).toEqual([key, expect.arrayContaining([verifyWith])]);
  }
});

test('whatever costs money can be priced first and limited', () => {
  const costly = actions.filter(([key]) => /^send-(?!email-verification)/.test(key));
  expect(costly.length).toBe(10);
  for (const [key, { inputSchema }] of costly) {
    expect([key, Object.keys(inputSchema['properties'] as object)]).toEqual([
      key,
      expect.arrayContaining(['max_price']),
    ]);
    expect(module.actions[key.replace(/^send-(.*)$/, 'get-$1-price')], key).toBeDefined();
  }
});

test.each<[unknown, string]>([
  [{ to: '+61411111111' }, /messages\[0\]\.body/.source],
  [{ body: 'x', to: '+61411111111', from: 'two words' }, 'messages\\[0\\]\\.from: a name as sender'],
  [{ body: 'x', to: '+61411111111', from: 'morethaneleven' }, 'at most 11'],
  [{ body: 'x', to: '+61411111111', schedule: '2030-05-14 10:00' }, 'write ISO 8601 with an offset'],
  [{ body: 'x', to: '+61411111111', schedule: 1_900_000_000_000 }, 'milliseconds'],
  [{ body: 'x', to: '+61411111111', custom_string: 'x'.repeat(51) }, 'custom_string'],
])('a message like %j is refused with the field and what is wrong', (message, said) => {
  expect(complaint('send-sms', { messages: [message] })).toMatch(new RegExp(said));
});

test('the connector is data, and its credentials fit a basic header', () => {
  expect(JSON.parse(JSON.stringify(connector))).toEqual(connector);
  const [auth] = connector.auth;
  const username = new RegExp(auth.fields['username']?.pattern ?? '');
  expect(['you@example.com', 'demo'].every((name) => username.test(name))).toBe(true);
  expect(['a:b', 'two words', ''].some((name) => username.test(name))).toBe(false);
});
