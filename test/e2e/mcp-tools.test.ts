import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsForAnthropic, sizeOf, takesAnyMembers, toGemini, toOpenAiStrict } from '../support/model-schemas.ts';
import { bootGateway, type TestGateway } from './gateway.ts';
import { send } from './mcp.fixture.ts';

let gateway: TestGateway;
const tools: any[] = [];
let meta: any[] = [];
beforeAll(async () => {
  gateway = await bootGateway();
  const { body } = await gateway.call('GET /external-apps?limit=1000');
  for (const { id } of body.items) tools.push(...(await allTools(`/mcp/${id}`)).slice(6));
  meta = await allTools('/mcp?mode=meta');
  tools.unshift(...meta);
});
afterAll(() => gateway.stop());

async function allTools(path: string): Promise<any[]> {
  const found: any[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await send(gateway, 'tools/list', cursor === undefined ? {} : { cursor }, { path });
    found.push(...body.result.tools);
    cursor = body.result.nextCursor;
  } while (cursor !== undefined);
  return found;
}

/** What is wrong with any of the tools. */
const faults = (check: (tool: any) => unknown) =>
  tools.flatMap((tool) => {
    try {
      const fault = check(tool);
      return fault === undefined || fault === true || (Array.isArray(fault) && fault.length === 0)
        ? []
        : [`${tool.name}: ${fault}`];
    } catch (error) {
      return [`${tool.name}: ${(error as Error).message}`];
    }
  });

test('the six fixed tools take at most 1,500 tokens together', () => {
  const tokens = Math.ceil(JSON.stringify(meta).length / 3.6);
  console.info(`the six fixed tools: about ${tokens} tokens, all that is sent counted`);
  expect(tokens).toBeLessThanOrEqual(1_500);
});

test('every tool has a name that all models take, once, and all that a host shows', () => {
  expect(tools.length).toBeGreaterThan(150);
  expect(new Set(tools.map(({ name }) => name)).size).toBe(tools.length);
  expect(faults(({ name }) => /^[A-Za-z0-9_-]{1,64}$/.test(name))).toEqual([]);
  expect(faults(({ title, description }) => title.length > 2 && description.length > 10)).toEqual([]);
  const hints = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'];
  expect(faults(({ annotations }) => hints.every((hint) => typeof annotations[hint] === 'boolean'))).toEqual([]);
  expect(faults(({ icons }) => icons.every(({ src }: any) => src.startsWith(`${gateway.url}/assets/icons/`)))).toEqual(
    [],
  );
});

test('the picture of a tool is there', async () => {
  const { status, headers, text } = await gateway.call(`GET ${new URL(tools.at(-1).icons[0].src).pathname}`, {
    token: null,
  });
  expect([status, headers.get('content-type'), text.startsWith('<svg ')]).toEqual([200, 'image/svg+xml', true]);
});

test('every schema is one of JSON Schema 2020-12, of an object', () => {
  const validator = new AjvJsonSchemaValidator();
  for (const which of ['inputSchema', 'outputSchema'] as const) {
    expect(faults((tool) => tool[which].type === 'object')).toEqual([]);
    expect(faults((tool) => typeof validator.getValidator(tool[which]) === 'function')).toEqual([]);
  }
});

test('Anthropic takes every tool', () => {
  expect(faults(({ inputSchema }) => faultsForAnthropic(inputSchema))).toEqual([]);
});

test('Gemini takes every tool', () => {
  expect(faults(({ inputSchema }) => toGemini(inputSchema) && undefined)).toEqual([]);
});

test('OpenAI takes every tool, in strict mode all that say which members they have', () => {
  const closed = tools.filter(({ inputSchema }) => !takesAnyMembers(inputSchema));
  console.info(`${closed.length} of ${tools.length} tools in strict mode`);
  expect(closed.length / tools.length).toBeGreaterThan(0.8);
  const strict = (tool: any) => (closed.includes(tool) ? toOpenAiStrict(tool.inputSchema) : tool.inputSchema);
  expect(faults((tool) => strict(tool) && undefined)).toEqual([]);
  expect(faults((tool) => sizeOf(strict(tool)).depth <= 10 && sizeOf(strict(tool)).members <= 5_000)).toEqual([]);
  expect(faults((tool) => sizeOf(strict(tool)).chars <= 120_000)).toEqual([]);
});

test('what the examples of reading actions give fits the schemas that hosts check it by', {
  timeout: 120_000,
}, async () => {
  const validator = new AjvJsonSchemaValidator();
  const { body } = await gateway.call('GET /sandboxes');
  const wrong: string[] = [];
  let checked = 0;
  for (const { app } of body.items) {
    await gateway.call('POST /connections/ensure', { body: { connectorId: app, sandbox: true } });
    const { body: actions } = await gateway.call(`GET /actions?app=${app}&limit=1000`);
    for (const { toolName, effect, example } of actions.items) {
      if (effect !== 'read' || example === undefined) continue;
      const { outputSchema } = tools.find(({ name }) => name === toolName);
      const call = { name: toolName, arguments: example.input };
      const { result } = (await send(gateway, 'tools/call', call, { path: `/mcp/${app}` })).body;
      if (result.isError) continue;
      checked += 1;
      const { valid, errorMessage } = validator.getValidator(outputSchema)(result.structuredContent);
      if (!valid) wrong.push(`${toolName}: ${errorMessage}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(checked).toBeGreaterThan(60);
});
