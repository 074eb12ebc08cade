import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as sdk from '@membranehq/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ErrorCode, errorKinds, PorinError } from '../../src/kernel/errors.ts';

/** What the official client throws for each of our codes. */
const classes: Readonly<Record<ErrorCode, string>> = {
  bad_request: 'BadRequestError',
  payload_too_large: 'BadRequestError',
  unsupported_media_type: 'BadRequestError',
  not_authenticated: 'BadRequestError',
  access_denied: 'BadRequestError',
  not_found: 'BadRequestError',
  method_not_allowed: 'BadRequestError',
  already_exists: 'BadRequestError',
  rate_limited: 'BadRequestError',
  approval_required: 'ActionRunError',
  client_action_required: 'ConnectionError',
  ambiguous_connection: 'ConnectionError',
  egress_denied: 'BadRequestError',
  configuration: 'ConfigurationError',
  custom_code: 'CustomCodeError',
  idempotency_mismatch: 'BadRequestError',
  conflict: 'ConcurrencyError',
  upstream_refused: 'ActionRunError',
  upstream_failed: 'ActionRunError',
  outcome_unknown: 'ActionRunError',
  internal: 'InternalError',
  unavailable: 'InternalError',
};

const server = createServer((request, response) => {
  const code = /\/fail\/(\w+)/.exec(request.url ?? '')?.[1] as ErrorCode;
  const error = new PorinError(code, `It is ${code}`, { details: { fact: 1 }, actionRunId: 'run_1' });
  response
    .writeHead(error.kind.status, { 'content-type': 'application/json' })
    .end(JSON.stringify(error.toBody('req_1')));
});
let client: sdk.MembraneClient;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new sdk.MembraneClient({
    workspaceKey: 'w',
    workspaceSecret: 's',
    tenantKey: 't',
    apiUri: `http://127.0.0.1:${port}`,
  });
});
afterAll(() => void server.close());

/** Keys that the client's users tell refusals apart by, and that nothing has shown yet. */
const told = new Set<string | undefined>(Object.values(sdk.BadRequestErrorKey));

test.each(Object.keys(errorKinds) as ErrorCode[])('the official client knows what %s is', async (code) => {
  const error: any = await client.get(`/fail/${code}`).then(
    () => expect.fail('It should have failed'),
    (thrown: unknown) => thrown,
  );
  expect(error.constructor.name).toBe(classes[code]);
  expect(error).toBeInstanceOf(sdk.MembraneError);
  const { hint } = errorKinds[code];
  const said = { code, message: `It is ${code}`, hint, data: { fact: 1 }, actionRunId: 'run_1', requestId: 'req_1' };
  expect(error.data).toMatchObject(said);
  expect(Object.values(sdk.ErrorType)).toContain(error.data.type);
  if (error instanceof sdk.BadRequestError) told.delete(error.data.key);
});

test('each refusal that it tells apart by a key has one of our codes', () => {
  expect([...told]).toEqual([]);
});
