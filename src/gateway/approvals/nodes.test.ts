import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../test/durability/postgres-server.ts';
import { isPorinError } from '../../kernel/errors.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import { tinyGateway } from '../gateway.fixture.ts';
import { owner } from './approvals.fixture.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

test('two nodes that get one approval at once make one run of it, and either finishes what the other asked', async () => {
  const database = await postgres.newDatabase();
  const vaultKey = randomBytes(32).toString('base64');
  const node = () =>
    tinyGateway({
      app: (_, response) => void response.setHeader('content-type', 'application/json').end('{}'),
      rules: { confirm: new Set(), approve: new Set(['write'] as const) },
      database,
      vaultKey,
    });
  const first = await node();
  const second = await node();
  const caller: Caller = { ...first.caller, loginId: 'login_1' };
  const run = (on: typeof first, approvalId?: string) =>
    on.gateway.ports.runs.run(
      caller,
      { action: 'make-thing', connectionId: first.connectionId, input: { name: 'a' }, approvalId },
      { requestId: 'req_1', signal: new AbortController().signal },
    );
  const asked: unknown = await run(first).catch((error: unknown) => error);
  const { approvalId } = (isPorinError(asked) ? asked.details : {}) as { approvalId: string };
  const waiting = second.gateway.ports.approvals.wait(caller, approvalId, {
    timeoutMs: 20_000,
    departure: new AbortController().signal,
  });
  await first.gateway.approvalPages.decide(approvalId, owner, 'approved');
  expect((await waiting).status).toBe('approved');
  const ends = await Promise.allSettled([first, second, first, second].map((on) => run(on, approvalId)));
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect([...first.seen, ...second.seen].filter((line) => line.startsWith('POST'))).toHaveLength(1);
  await first.stop();
  await second.stop();
});
