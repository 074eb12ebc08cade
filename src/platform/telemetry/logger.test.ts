import { expect, test } from 'vitest';
import { PorinError } from '../../kernel/errors.ts';
import { createLogger, type LogLevel } from './logger.ts';
import { createRedactor } from './redactor.ts';

function capture(level: LogLevel = 'debug') {
  const lines: string[] = [];
  const redactor = createRedactor();
  return {
    lines,
    redactor,
    logger: createLogger({ level, redactor, destination: { write: (line) => lines.push(line) } }),
  };
}

test('one event is one JSON line with level, time, fields and message', () => {
  const { lines, logger } = capture();
  logger.info({ runId: 'run_1' }, 'run finished');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    runId: 'run_1',
    msg: 'run finished',
  });
});

test('events under the level are not written', () => {
  const { lines, logger } = capture('warn');
  logger.info({}, 'quiet');
  logger.error({}, 'loud');
  expect(lines).toHaveLength(1);
});

test('a secret appears in no record, whether in fields, message, error, cause or details', () => {
  const { lines, logger, redactor } = capture();
  const secret = 'cm-KEY-93f1/=?';
  redactor.register([secret]);
  const cause = new Error(`socket said ${secret}`);
  logger.error(
    {
      err: new PorinError('internal', `bad ${secret}`, { cause, details: { seen: [secret] } }),
      url: `https://a/?k=${encodeURIComponent(secret)}`,
    },
    `failed ${secret}`,
  );
  logger.warn(new Error(secret), 'an error as the fields');
  logger.debug(
    { authorization: 'never seen before', nested: { 'x-api-key': 'neither' } },
    Buffer.from(`u:${secret}`).toString('base64'),
  );
  const all = lines.join('');
  expect(lines).toHaveLength(3);
  for (const spelling of [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    'never seen before',
    'neither',
  ])
    expect(all).not.toContain(spelling);
  expect(JSON.parse(lines[0] ?? '').err).toMatchObject({
    type: 'PorinError',
    code: 'internal',
    message: 'bad [redacted]',
    cause: { message: 'socket said [redacted]' },
  });
});
