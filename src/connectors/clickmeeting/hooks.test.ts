import { expect, test } from 'vitest';
import hooks from './hooks.ts';

function refusal(body: unknown, status = 400) {
  return hooks.refusal?.({ status, headers: {}, body });
}

test('a refusal gives every message with what it is about', () => {
  const errors = [
    { name: 'starts_at', message: 'is in the past' },
    { name: 'duration', message: 'duration is too long' },
  ];
  expect(refusal({ code: 422, name: 'INVALID_DATES', errors }, 422)).toEqual({
    message: 'INVALID_DATES: starts_at: is in the past; duration is too long',
    details: errors,
  });
});

test('a refusal with a name alone is explained by the name', () => {
  expect(refusal({ code: 404, name: 'NOT_FOUND', errors: [] }, 404)?.message).toBe('NOT_FOUND');
});

test('only 401 means that the key is refused', () => {
  expect(refusal({ code: 401, name: 'UNAUTHORIZED', errors: [] }, 401)?.credentials).toBe(true);
  expect(refusal({ code: 403, name: 'FORBIDDEN', errors: [] }, 403)?.credentials).toBeUndefined();
});

test('a refusal that hides in a 200 is found', () => {
  expect(refusal({ code: 404, name: 'NOT_FOUND' }, 200)?.message).toBe('NOT_FOUND');
  expect(refusal('404 Not Found', 200)?.message).toBe('404 Not Found');
});

test('an answer that is no refusal, or an error that explains nothing, is left to its status', () => {
  expect(refusal({ id: 1, name: 'Room', code: 'US' }, 200)).toBeUndefined();
  expect(refusal({ code: 48, name: 'Phone', location: 'Warsaw' }, 200)).toBeUndefined();
  expect(refusal('200 OK', 200)).toBeUndefined();
  expect(refusal('<html></html>', 502)).toBeUndefined();
  expect(refusal(undefined, 500)).toBeUndefined();
});
