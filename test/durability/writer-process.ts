import { newId } from '../../src/kernel/ids.ts';
import { openStorage } from '../../src/platform/storage/storage.ts';

// Writes runs until it is killed, and says on stdout which claims (C) and completions (D) were acknowledged.
const [url = '', tenantId = ''] = process.argv.slice(2);
const callers = 8;

const storage = await openStorage({ url });

async function work(): Promise<never> {
  for (;;) {
    const id = newId('run');
    const run = {
      id,
      tenantId,
      connectionId: 'con_1',
      app: 'app',
      actionKey: 'write',
      effect: 'write',
      status: 'running',
    } as const;
    const none = { output: undefined, error: undefined, details: undefined };
    await storage.runs.claim({
      ...run,
      ...none,
      input: { text: 'x'.repeat(500) },
      actionId: null,
      actionLayer: null,
      integrationId: null,
      request: { type: 'action' },
      meta: undefined,
      createdAt: Date.now(),
      completedAt: null,
    });
    process.stdout.write(`C ${id}\n`);
    await storage.runs.complete({ ...none, id, status: 'success', output: { id }, completedAt: Date.now() });
    process.stdout.write(`D ${id}\n`);
  }
}

await Promise.all(Array.from({ length: callers }, work));
