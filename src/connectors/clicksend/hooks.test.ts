import { expect, test } from 'vitest';
import hooks from './hooks.ts';

function refusal(body: unknown, status = 400) {
  return hooks.refusal?.({ status, headers: {}, body });
}

function advice(status: number, message: string, input: unknown = {}) {
  return hooks.advice?.({ status, message, input }, () => Promise.reject(new Error('not asked')));
}

const envelope = (http_code: number, response_code: unknown, response_msg: string, data: unknown = null) => ({
  http_code,
  response_code,
  response_msg,
  data,
});

test('refused credentials are told with all that they can mean', () => {
  const refused = refusal(envelope(401, 'UNAUTHORIZED', 'Authorization failed.'), 401);
  expect(refused?.credentials).toBe(true);
  expect(refused?.message).toMatch(/^UNAUTHORIZED: Authorization failed\. \(.*wrong username.*not active/);
});

test('a suspended account, a validation and a wrong endpoint are explained by the envelope', () => {
  expect(refusal(envelope(403, 'FORBIDDEN', 'Your account is suspended.'), 403)).toEqual({
    message: 'FORBIDDEN: Your account is suspended.',
  });
  expect(refusal(envelope(400, 400, 'The phone number is invalid.', { phone_number: ['x'] }))).toEqual({
    message: 'The phone number is invalid.',
    details: { phone_number: ['x'] },
  });
  expect(refusal(envelope(404, 'NOT_FOUND', 'Invalid endpoint. Please try again.'), 404)?.message).toBe(
    'NOT_FOUND: Invalid endpoint. Please try again.',
  );
});

test('a refusal that hides in a 200 is found, and no success is taken for one', () => {
  expect(refusal(envelope(400, 'BAD_REQUEST', 'No.'), 200)?.message).toBe('BAD_REQUEST: No.');
  expect(
    refusal(envelope(200, 'SUCCESS', 'Here.', { messages: [{ status: 'INVALID_RECIPIENT' }] }), 200),
  ).toBeUndefined();
  expect(refusal('<html></html>', 502)).toBeUndefined();
  expect(refusal(undefined, 500)).toBeUndefined();
});

test('a refusal comes with what to do about it', async () => {
  expect(
    await advice(403, "403: FORBIDDEN: Resource not found or you don't have the permissions to access this resource."),
  ).toMatch(/list-contact-lists/);
  expect(await advice(404, 'answered cancel-scheduled-sms with 404: NOT_FOUND')).toMatch(/still scheduled/);
  expect(await advice(404, 'answered get-contact with 404: NOT_FOUND', { list_id: 1, contact_id: 2 })).toMatch(
    /this list_id and contact_id/,
  );
  expect(await advice(400, 'INSUFFICIENT_CREDIT: no more')).toMatch(/get-account/);
  expect(await advice(400, 'BAD_REQUEST: hm')).toBeUndefined();
});
