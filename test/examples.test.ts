import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boot } from '../src/app.ts';
import type { StartedGateway } from '../src/faces/cli/boot.ts';
import type { ActionDefinition } from '../src/kernel/action.ts';
import { listRunning } from '../src/platform/config/running.ts';
import { connectors } from '../src/registry.gen.ts';

const modules = await Promise.all(Object.values(connectors).map(async (load) => (await load()).default));
const actions = modules.flatMap(({ app, actions }) =>
  Object.entries(actions).map(([key, action]): [string, string, ActionDefinition] => [app, key, action]),
);

let gateway: StartedGateway;
let token: string;
const connectionIds = new Map<string, string>();
const home = mkdtempSync(join(tmpdir(), 'porin-examples-'));

beforeAll(async () => {
  const env = { HOME: home, XDG_STATE_HOME: home, XDG_DATA_HOME: home };
  gateway = await boot.start({ port: 0, sandboxPortBase: 0, ephemeral: true, apps: 'sandbox' }, env);
  token = listRunning(env)[0]?.token ?? '';
  for (const { app, definition } of modules) {
    const connection = await post('/connections/ensure', { appUrl: definition.links.homepage });
    expect(connection).toMatchObject({ status: 200, body: { state: 'READY', sandbox: true } });
    connectionIds.set(app, String(connection.body['id']));
  }
});

afterAll(async () => {
  await gateway?.stop();
  rmSync(home, { recursive: true, force: true });
});

describe('the example of every action runs on a freshly seeded sandbox', () => {
  test.each(actions)('%s %s', async (app, key, action) => {
    await resetSandbox(app);
    const connectionId = connectionIds.get(app);
    const { status, body } = await post(`/actions/${key}/run`, { connectionId, input: action.example.input });
    expect({ status, body }).toMatchObject({ status: 200, body: { actionRunId: expect.stringMatching(/^run_/) } });
    const output = action.output.safeParse(body['output']);
    expect(output.error?.issues ?? []).toEqual([]);
    // What the schema does not know it drops: an output that loses something is not fully described.
    expect(output.data).toEqual(body['output']);
  });
});

async function resetSandbox(app: string): Promise<void> {
  const { origin } = new URL(gateway.ready.url);
  const listed = await fetch(`${origin}/sandboxes`, { headers: { authorization: `Bearer ${token}` } });
  const { items } = (await listed.json()) as { items: { app: string; controlUrl: string; controlToken: string }[] };
  const { controlUrl, controlToken = '' } = items.find((sandbox) => sandbox.app === app) ?? {};
  const headers = { 'x-sandbox-token': controlToken };
  const answer = await fetch(`${controlUrl}/_sandbox/reset`, { method: 'POST', headers });
  expect(answer.status).toBe(200);
}

async function post(path: string, input: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${new URL(gateway.ready.url).origin}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
