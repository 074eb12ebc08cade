import { afterEach, expect, test, vi } from 'vitest';
import { createListeners } from './listen.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

test('a client whose view cannot be read keeps no other from being told', async () => {
  let changed: (change: { kind: string }) => void = () => undefined;
  const warnings: string[] = [];
  const logger = { warn: (_: unknown, message: string) => void warnings.push(message) };
  const parts: any = {
    version: '1',
    logger,
    onChange: (listener: typeof changed) => {
      changed = listener;
      return () => undefined;
    },
  };
  const listeners = createListeners(parts);
  undo.push(() => listeners.end());
  const listen = (tenantId: string, looks: () => string) => {
    const told: string[] = [];
    const response: any = {
      writableEnded: false,
      writeHead: () => undefined,
      write: (text: string) => void told.push(text),
      end: () => undefined,
      once: () => undefined,
    };
    const tool = () => ({ name: looks(), inputSchema: {}, outputSchema: {} });
    const caller = { tenantId, scopes: new Set(), isManager: false };
    const session: any = { caller, surface: { mode: 'all' }, tools: { all: async () => [tool()] } };
    const message: any = { id: tenantId };
    const wanted = { toolsListChanged: true };
    listeners.add({ session, message, wanted, response, headers: {}, renew: () => undefined });
    return told;
  };
  let name = 'before';
  let isBroken = false;
  listen('broken', () => {
    if (isBroken) throw new Error('gone');
    return 'x';
  });
  const told = listen('healthy', () => name);
  await vi.waitFor(() => expect(told).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 20));
  isBroken = true;
  name = 'after';
  changed({ kind: 'action' });
  await vi.waitFor(() => expect(told.join()).toContain('notifications/tools/list_changed'));
  expect(warnings).toEqual(['MCP clients could not be told of changes']);
});
