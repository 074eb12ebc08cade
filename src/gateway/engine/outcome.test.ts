import { describe, expect, test } from 'vitest';
import type { ConnectorDefinition, Refusal } from '../../kernel/connector.ts';
import type { HttpResponse } from '../../kernel/http.ts';
import { createRedactor } from '../../platform/telemetry/redactor.ts';
import type { Connector } from '../catalog/catalog.ts';
import { CredentialsRefused, judge } from './outcome.ts';

const definition: ConnectorDefinition = {
  name: 'Wide Orbit',
  description: '',
  domains: [],
  links: { docs: '', homepage: '' },
  baseUrl: 'https://api.test',
  auth: [{ key: 'none', title: 'None', type: 'none', fields: {} }],
  limits: { concurrency: 1, timeoutMs: 1_000, maxResponseBytes: 1_000 },
  errorMessagePaths: ['errors.*.message', 'error.text', 'message'],
};

function answer(status: number, body?: unknown, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers, body };
}

/** What a judgement of an answer comes to: the answer, or what was thrown. */
function verdict(
  response: HttpResponse,
  effect: 'read' | 'write' | 'destroy' = 'read',
  refusal?: (response: HttpResponse) => Refusal | undefined,
  signed = true,
): any {
  const connector: Connector = {
    app: 'wide-orbit',
    definition,
    hooks: refusal ? { refusal } : {},
    actions: new Map(),
  };
  try {
    return judge(response, connector, { key: 'do-it', effect }, createRedactor(), { signed });
  } catch (error) {
    return error;
  }
}

describe('by status', () => {
  test.each([200, 201, 202, 204])('%i is a success', (status) => {
    expect(verdict(answer(status, 'x'), 'write')).toEqual(answer(status, 'x'));
  });

  test.each([
    [301, 'upstream_refused', 'upstream_refused'],
    [400, 'upstream_refused', 'upstream_refused'],
    [403, 'upstream_refused', 'upstream_refused'],
    [404, 'upstream_refused', 'upstream_refused'],
    [429, 'rate_limited', 'rate_limited'],
    [500, 'upstream_failed', 'outcome_unknown'],
    [501, 'upstream_failed', 'upstream_failed'],
    [502, 'upstream_failed', 'outcome_unknown'],
    [503, 'upstream_failed', 'upstream_failed'],
    [504, 'upstream_failed', 'outcome_unknown'],
    [599, 'upstream_failed', 'outcome_unknown'],
  ])('%i is %s for reading and %s for changing', (status, read, change) => {
    expect(verdict(answer(status), 'read').code).toBe(read);
    expect(verdict(answer(status), 'write').code).toBe(change);
    expect(verdict(answer(status), 'destroy').code).toBe(change);
    expect(verdict(answer(status)).message).toContain(`Wide Orbit answered do-it with ${status}`);
    expect(verdict(answer(status)).details.status).toBe(status);
  });

  test('401 is a refusal of the credentials', () => {
    const refused = verdict(answer(401, { message: 'bad key' }));
    expect(refused).toBeInstanceOf(CredentialsRefused);
    expect(refused.message).toBe('Wide Orbit refused the credentials (401): bad key');
  });

  test('401 to a request without credentials says nothing about them', () => {
    const refused = verdict(answer(401, { message: 'who?' }), 'read', undefined, false);
    expect(refused).toMatchObject({ code: 'upstream_refused', message: 'Wide Orbit answered do-it with 401: who?' });
    const hidden = verdict(answer(200), 'read', () => ({ message: 'who?', credentials: true }), false);
    expect(hidden).toMatchObject({ code: 'upstream_refused', message: expect.stringContaining('who?') });
  });

  test('429 passes on when to try again', () => {
    expect(verdict(answer(429, undefined, { 'retry-after': '17' })).hint).toContain('17');
  });

  test('a redirect says where it led', () => {
    expect(verdict(answer(302, undefined, { location: 'https://login.test/' })).details.location).toBe(
      'https://login.test/',
    );
  });
});

describe('by hook', () => {
  test('a refusal hides in a 200', () => {
    const refused = verdict(answer(200, {}), 'write', () => ({ message: 'no credit left' }));
    expect(refused).toMatchObject({ code: 'upstream_refused', message: expect.stringContaining('no credit left') });
  });

  test('a refusal of the credentials hides in a 403', () => {
    expect(verdict(answer(403), 'read', () => ({ message: 'who?', credentials: true }))).toBeInstanceOf(
      CredentialsRefused,
    );
  });

  test('a hook that has nothing to say leaves it to the status', () => {
    expect(verdict(answer(200), 'read', () => undefined).status).toBe(200);
    expect(verdict(answer(404), 'read', () => undefined).code).toBe('upstream_refused');
  });
});

describe('the app’s words', () => {
  test.each([
    [{ errors: [{ message: 'one' }, { message: 'two' }], message: 'three' }, 'one; two'],
    [{ errors: { name: { message: 'by name' } } }, 'by name'],
    [{ error: { text: 'deep' } }, 'deep'],
    [{ errors: [], message: 'last' }, 'last'],
    ['plain text', 'plain text'],
  ])('are read from the first path that leads to some: %j', (body, words) => {
    expect(verdict(answer(400, body)).message).toBe(`Wide Orbit answered do-it with 400: ${words}`);
  });

  test.each([undefined, null, '<!doctype html><p>no', {}, [], { message: 5 }, { message: '' }, { errors: 'x' }])(
    'may be missing: %j',
    (body) => {
      expect(verdict(answer(400, body)).message).toBe('Wide Orbit answered do-it with 400');
    },
  );

  test('lose control, direction and tag characters, and line breaks', () => {
    const message = 'a\u0000b\u001b[31mc\u202ed\u2066e\u{e0049}\u{e0067}f\r\n\tg\u200bh';
    expect(verdict(answer(400, { message })).message).toMatch(/: a b \[31mc d e f g h$/);
  });

  test('are not without end', () => {
    expect(verdict(answer(400, { message: 'x'.repeat(100_000) })).message.length).toBeLessThan(600);
    expect(verdict(answer(400, 'x'.repeat(100_000))).message.length).toBeLessThan(600);
    expect(JSON.stringify(verdict(answer(400, { list: Array(10_000).fill('x') })).details).length).toBeLessThan(5_000);
  });

  test('hide secrets that names give away', () => {
    const refused = verdict(answer(400, { message: 'no', api_key: 'S3CRET' }));
    expect(JSON.stringify(refused.details)).not.toContain('S3CRET');
  });
});
