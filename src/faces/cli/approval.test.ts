import { afterEach, expect, test } from 'vitest';
import * as catalog from '../client/catalog.gen.ts';
import { cli, gatewayFactory, type Received, type Routes } from './testkit.ts';

const gateway = gatewayFactory(afterEach);

const url = 'http://gateway.test/approve/apr_1';
const required = {
  status: 409,
  body: {
    type: 'action_run',
    code: 'approval_required',
    message: 'Delete: a person has to approve it first, nothing was done',
    hint: 'Ask the user',
    data: { approvalId: 'apr_1', approvalUrl: url, status: 'pending' },
  },
};
const words = ['action', 'run', 'delete', '--connectionId=con_1', '--input', '{"name": "it\'s"}'];

/** A gateway that runs it once somebody decided, at the second look. */
function routes(status: 'approved' | 'denied'): Routes {
  let looks = 0;
  const run = ({ body }: Received) => {
    if (JSON.parse(body).approval === undefined) return required;
    if (status === 'approved') return { body: { output: { gone: true }, actionRunId: 'run_1' } };
    const refusal = { type: 'bad_request', code: 'access_denied', message: 'A person denied this', hint: 'Do not' };
    return { status: 403, body: refusal };
  };
  return {
    'POST /actions/delete/run': run,
    'GET /approvals/apr_1': () => ({ body: { id: 'apr_1', status: looks++ === 0 ? 'pending' : status } }),
  };
}

test('at a terminal it shows the address, waits until somebody approved and goes on by itself', async () => {
  const { server, env } = await gateway(routes('approved'));
  const result = await cli(words, { env, catalog, terminal: 80, attended: true });
  expect(result.code).toBe(0);
  expect(result.stderr).toContain(url);
  expect(result.stderr).toContain('porin open /approve/apr_1\n');
  expect(result.stdout).toContain('gone');
  const sent = server.to('POST /actions/delete/run').map(({ body }) => JSON.parse(body));
  expect(sent[1]).toEqual({ ...sent[0], approval: 'apr_1' });
});

test('a denied one ends with what the gateway says', async () => {
  const { env } = await gateway(routes('denied'));
  const result = await cli(words, { env, catalog, terminal: 80, attended: true });
  expect(result.code).toBe(4);
  expect(result.stderr).toContain('A person denied this');
});

test('Ctrl-C ends the waiting, and nothing is run', async () => {
  const { server, env } = await gateway({
    ...routes('approved'),
    'GET /approvals/apr_1': { body: { status: 'pending' } },
  });
  let interrupt = () => {};
  const onSignal = (listener: (signal: 'SIGINT') => void) => {
    interrupt = () => listener('SIGINT');
    setTimeout(() => interrupt(), 100);
    return () => undefined;
  };
  const result = await cli(words, { env, catalog, terminal: 80, attended: true, onSignal });
  expect(result.code).toBe(130);
  expect(result.stderr).toContain('--approval apr_1');
  expect(server.to('POST /actions/delete/run')).toHaveLength(1);
});

test.each([[[]], [['--json']]])('without a terminal it fails with the command that goes on (%j)', async (flags) => {
  const { server, env } = await gateway(routes('approved'));
  const result = await cli([...words, ...flags], { env, catalog });
  expect(result.code).toBe(6);
  const text = flags.length === 0 ? result.stderr : JSON.parse(result.stdout).error.hint;
  const tail = flags.length === 0 ? '' : ' --json';
  const again = `porin action run delete --connectionId=con_1 --input '{"name": "it'\\''s"}'${tail} --approval apr_1`;
  expect(text).toContain(`Ask the user to open ${url} and decide; then: ${again}`);
  expect(server.received).toHaveLength(1);
});

test('a token of the command line is not written down again', async () => {
  const { env } = await gateway(routes('approved'));
  const result = await cli([...words, '--token', 'pat-secret', '--json'], { env, catalog });
  expect(result.stdout + result.stderr).not.toContain('pat-secret');
});
