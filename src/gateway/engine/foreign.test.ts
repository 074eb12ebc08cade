import { expect, test } from 'vitest';
import type { EgressRequest } from '../../kernel/ports/egress.ts';
import type { SavedActionRow } from '../../kernel/ports/storage-actions.ts';
import { createIsolate } from '../../platform/isolate/isolate.ts';
import { createRedactor } from '../../platform/telemetry/redactor.ts';
import { compileAction } from '../actions/types/types.ts';
import { execute } from './execute.ts';
import { placeOf } from './saved.ts';
import { nowhere } from './target.ts';
import { createTransport } from './transport.ts';

/** No public address answers on this machine, so the way out is a port of the test. */
test('a request to any address is sent to it alone, and answers with all but its cookies', async () => {
  const sent: EgressRequest[] = [];
  const send = async (request: EgressRequest) => {
    sent.push(request);
    const headers = { 'content-type': 'application/json', 'set-cookie': 'a=b', 'x-page': '2' };
    return { status: 201, headers, body: new TextEncoder().encode('{"id":7}') };
  };
  const redactor = createRedactor();
  const target = nowhere('ten_a');
  const isolate = createIsolate({ timeoutMs: 1_000, memoryMb: 32 });
  const config = {
    request: { uri: 'https://api.test/x', method: 'POST', query: { n: { $var: 'input.n' } }, body: { a: 1 } },
  };
  const row = { key: 'ask', type: 'http-request', config, inputSchema: null, outputMapping: null };
  const action = compileAction(
    { isolate },
    row as unknown as SavedActionRow,
    placeOf({ storage: {} as never }, target),
  );
  const parts = {
    transport: createTransport({
      egress: { send } as never,
      signer: {} as never,
      files: {} as never,
      redactor,
      publicUrl: () => 'http://gateway.test',
    }),
    renewals: { lasting: async () => target, afterRefusal: () => undefined },
    fileInputs: {} as never,
    redactor,
    now: Date.now,
    credentialsRefused: async () => undefined,
  };
  const { signal } = new AbortController();
  const ids = { tenantId: 'ten_a', runId: 'run_1' };
  const run = { place: { target }, action, input: { n: 5 }, ...ids, trace: [], held: [], signal };
  expect(await execute(parts, run)).toEqual({
    status: 201,
    data: { id: 7 },
    headers: { 'content-type': 'application/json', 'x-page': '2' },
  });
  expect(sent).toMatchObject([
    {
      method: 'POST',
      url: new URL('https://api.test/x?n=5'),
      body: '{"a":1}',
      policy: { origins: ['https://api.test'], allowPrivate: false, publicOnly: true },
      retry: 'unprocessed',
    },
  ]);
  await isolate.close();
});
