import { expect, test } from 'vitest';
import { PorinError } from '../../../kernel/errors.ts';
import sendSms from '../actions/send-sms.ts';
import { bootActions } from '../on-sandbox.fixture.ts';
import { lookFor } from './prepare.ts';

const ada = '+61491570156';
const grace = '+61491570157';

/** A connection that breaks at requests to an address: before they arrive, or before their answer does. */
function breaking(address: string, times = 1) {
  let left = times;
  return (line: string) => {
    if (!line.startsWith(`POST ${address}`) || left === 0) return;
    left -= 1;
    throw new PorinError('outcome_unknown', 'the connection broke');
  };
}

function sends(made: readonly { readonly line: string }[]): number {
  return made.filter(({ line }) => line === 'POST /v3/sms/send').length;
}

test('a batch tells of each message whether it was accepted, or why not and what to do', async () => {
  const { run, control } = await bootActions();
  control('block-countries', { countries: ['NG'] });
  const body = 'Your table is ready';
  const to = [ada, 'not a number', '+61411', '+447700900123', '+2348031234567'];
  const answer = await run('send-sms', { messages: [{ to, body }] });
  expect(answer.accepted).toMatchObject([{ to: ada, status: 'SUCCESS', message_parts: 1, message_price: 0.0715 }]);
  expect(answer.rejected).toMatchObject([
    { status: 'INVALID_NUMBER', field: 'messages[0].to[1]', to: 'not a number' },
    { status: 'INVALID_NUMBER', field: 'messages[0].to[2]', what_to_do: expect.stringMatching(/too short/) },
    { status: 'INVALID_RECIPIENT', to: '+447700900123' },
    { status: 'COUNTRY_NOT_ENABLED', what_to_do: expect.stringMatching(/Global Sending/) },
  ]);
  expect(answer).toMatchObject({ price: 0.0715, currency: 'AUD' });
  await expect(run('send-sms', { messages: [{ to: ada, body }] })).rejects.toMatchObject({
    code: 'upstream_refused',
    message: 'None of the messages was sent: THROTTLED',
    details: { accepted: [], rejected: [{ status: 'THROTTLED' }], price: 0 },
    isUndone: true,
  });
});

test('when no number can be one, nothing is sent and every problem is named by its field', async () => {
  const { run, made } = await bootActions();
  const messages = [{ to: ['0411111111', '61411111111'], body: 'x' }];
  await expect(run('send-sms', { messages })).rejects.toMatchObject({ isUndone: true });
  await expect(run('send-sms', { messages })).rejects.toThrow(
    /messages\[0\]\.to\[0\]: .*; messages\[0\]\.to\[1\]: .*'\+61411111111'/,
  );
  expect(made).toEqual([]);
});

test.each<[string, object, string, RegExp]>([
  ['send-sms', { body: '' }, 'messages[0].body', /^body is empty/],
  ['send-sms', { body: ' ' }, 'messages[0].body', /Give body/],
  ['send-sms', { body: 'ł'.repeat(540) }, 'messages[0].body', /more than 8 parts/],
  ['send-sms', { body: 'x'.repeat(2_001) }, 'messages[0].body', /more than 2000 characters/],
  ['send-sms', { body: 'x', to: undefined }, 'messages[0].to', /give either to or list_id/],
  ['send-sms', { body: 'x', list_id: 428 }, 'messages[0].to', /give either to or list_id/],
  ['send-sms', { body: 'x', to: [] }, 'messages[0].to', /at least one number/],
  ['send-sms', { body: 'x', to: ['12'] }, 'messages[0].to[0]', /"12"/],
  ['send-sms', { body: 'x', schedule: '2026-11-19T12:00:00+01:00' }, 'messages[0].schedule', /in the past/],
  ['send-voice', { body: `ł${'a'.repeat(600)}` }, 'messages[0].body', /more than 600/],
  ['send-mms', { body: `ł${'a'.repeat(500)}`, subject: 'S' }, 'messages[0].body', /more than 500/],
])('%s keeps back a message like %j, and sends the good one', async (key, bad, field, said) => {
  const { run } = await bootActions();
  const beside = key === 'send-mms' ? { media_file: 'https://example.com/a.jpg' } : {};
  const good = { ...(key === 'send-mms' ? { subject: 'S' } : {}), body: 'a'.repeat(500), to: grace };
  const answer = await run(key, { ...beside, messages: [{ to: ada, ...bad }, good] });
  expect(answer.accepted).toMatchObject([{ to: grace }]);
  expect(answer.rejected).toMatchObject([{ field, what_to_do: expect.stringMatching(said) }]);
});

test('a price is what messages cost, whatever is left on the account and went out a moment ago', async () => {
  const { run, control } = await bootActions();
  const message = { to: ada, body: 'Your table is ready' };
  await run('send-sms', { messages: [message] });
  control('set-balance', { amount: 0 });
  const messages = [message, { ...message, to: grace }];
  expect(await run('get-sms-price', { messages })).toMatchObject({ price: 0.143, rejected: [] });
  await expect(run('send-sms', { messages, max_price: 0.1 })).rejects.toThrow(/0\.143 AUD, more than 0\.1/);
});

test('more than can be sent at once is refused before anything is', async () => {
  const { run, made } = await bootActions();
  const to = Array.from({ length: 9_000 }, () => '+61411111111');
  const messages = [1, 2, 3].map((index) => ({ to, body: `x${index}` }));
  await expect(run('send-sms', { messages })).rejects.toThrow(/27000 at once are more than 20000/);
  expect(made).toEqual([]);
});

test('local numbers are sent in international form', async () => {
  const { run } = await bootActions();
  const answer = await run('send-sms', { messages: [{ to: '0491 570 156', country: 'au', body: 'x' }] });
  expect(answer.accepted).toMatchObject([{ to: ada, country: 'AU' }]);
});

test('more than 1,000 messages go out in batches, each with a reference of its own', async () => {
  const { run, made } = await bootActions();
  const to = Array.from({ length: 1_050 }, () => '+61411111111');
  const { accepted } = await run('send-sms', { messages: [{ to, body: 'x' }] });
  expect([accepted.length, sends(made)]).toEqual([1_050, 2]);
  expect(new Set(accepted.map((message: any) => message.custom_string)).size).toBe(1_050);
});

test('a send whose answer is lost is found in the history, and not repeated', async () => {
  const { run, made, hooks } = await bootActions();
  hooks.after = breaking('/v3/sms/send');
  const answer = await run('send-sms', { messages: [{ to: [ada, grace], body: 'Ready' }] });
  expect(answer.accepted.map(({ to }: any) => to).sort()).toEqual([ada, grace]);
  expect(answer).toMatchObject({ rejected: [], price: 0.143, notes: [expect.stringMatching(/nothing was repeated/)] });
  expect(answer.unknown).toBeUndefined();
  expect(sends(made)).toBe(1);
});

test('a send to a list whose answer is lost is found by its reference', async () => {
  const { run, hooks } = await bootActions();
  hooks.after = breaking('/v3/sms/send');
  const answer = await run('send-sms', { messages: [{ list_id: 428, body: 'Dear (First Name)' }] });
  expect(answer.accepted).toHaveLength(4);
  expect(answer.unknown).toBeUndefined();
});

test('an earlier message with the same reference is not taken for the lost one', async () => {
  const { run, hooks } = await bootActions();
  hooks.before = breaking('/v3/sms/send');
  const message = { to: ada, body: 'Ready', custom_string: 'order-1001' };
  await expect(run('send-sms', { messages: [message] })).rejects.toMatchObject({ code: 'outcome_unknown' });
});

test('a send that the history does not show is reported as unknown with its references', async () => {
  const { run, hooks, slept, made } = await bootActions();
  hooks.before = breaking('/v3/sms/send');
  const failure = await run('send-sms', { messages: [{ to: ada, body: 'Ready' }] }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'outcome_unknown', message: expect.stringMatching(/custom_string p-\w+-1$/) });
  expect(failure.lookFor).toEqual({ custom_string: expect.stringMatching(/^p-\w+-$/), channel: 'sms' });
  expect(slept).toEqual([2_000, 5_000, 10_000]);
  expect(made.filter(({ line }) => line.startsWith('GET /v3/sms/history')).length).toBe(4);
});

test.each([
  [{ to: [ada, grace], body: 'Ready' }, 2],
  [{ to: ada, body: 'Ready', custom_string: 'mine-77' }, 1],
])('who knows the run of %j finds what was sent, also after a crash', async (message, sent) => {
  const { run } = await bootActions();
  await run('get-sms-price', { messages: [message] });
  const input = { messages: [message] };
  await run('send-sms', input);
  const asked = sendSms.verifyInput?.(sendSms.input.parse(input), 'run_2');
  expect((await run('find-messages', asked)).items).toHaveLength(sent);
  expect(lookFor('sms', undefined, 'run_2').custom_string).toMatch(/^p-[0-9a-f]{10}-$/);
});

test('with repeat_if_absent it is sent once more, and only once', async () => {
  const { run, hooks, made } = await bootActions();
  hooks.before = breaking('/v3/sms/send');
  const input = { messages: [{ to: ada, body: 'Ready' }], repeat_if_absent: true };
  const answer = await run('send-sms', input);
  expect(answer.accepted).toHaveLength(1);
  expect(answer.notes).toEqual([expect.stringMatching(/sent once more/)]);
  hooks.before = breaking('/v3/sms/send', 2);
  await expect(run('send-sms', input)).rejects.toMatchObject({ code: 'outcome_unknown' });
  expect(sends(made)).toBe(1);
});

test('what was sent before a batch broke is not lost, and the rest is told apart', async () => {
  const { run, hooks } = await bootActions();
  let batch = 0;
  hooks.before = (line) => {
    if (line !== 'POST /v3/sms/send') return;
    batch += 1;
    if (batch === 2) throw new PorinError('outcome_unknown', 'the connection broke');
  };
  const to = Array.from({ length: 2_100 }, () => '+61411111111');
  const answer = await run('send-sms', { messages: [{ to, body: 'x' }] });
  expect([answer.accepted.length, answer.unknown.length, answer.not_sent.length]).toEqual([1_000, 1_000, 100]);
  expect(answer.notes).toEqual([expect.stringMatching(/Stopped: the connection broke/)]);
});

test('a refused batch ends the work, and stands among what was not sent', async () => {
  const { run, hooks } = await bootActions();
  let batch = 0;
  hooks.before = (line) => {
    if (line === 'POST /v3/sms/send' && ++batch === 2) throw new PorinError('rate_limited', 'too many');
  };
  const to = Array.from({ length: 1_100 }, () => '+61411111111');
  const answer = await run('send-sms', { messages: [{ to, body: 'x' }] });
  expect([answer.accepted.length, answer.not_sent.length, answer.unknown]).toEqual([1_000, 100, undefined]);
});

test('nothing is sent that costs more than max_price, or whose time is over', async () => {
  const { run, made } = await bootActions();
  const message = { to: ada, body: 'x' };
  await expect(run('send-sms', { messages: [message], max_price: 0.05 })).rejects.toThrow(
    /0\.0715 AUD, more than 0\.05/,
  );
  const late = [{ ...message, schedule: '2026-11-19T12:00:00+01:00' }];
  await expect(run('send-sms', { messages: late })).rejects.toThrow(
    /messages\[0\]\.schedule: 2026-11-19T11:00:00Z is in the past/,
  );
  const campaign = { list_id: 428, name: 'A', body: 'x', max_price: 0.01 };
  await expect(run('send-sms-campaign', campaign)).rejects.toThrow(/more than 0\.01/);
  expect(made.map(({ line }) => line)).toEqual(['POST /v3/sms/price', 'POST /v3/sms-campaigns/price']);
});

test('a scheduled message is sent at its time, can be cancelled once, and is found by its reference', async () => {
  const { run } = await bootActions();
  const message = { to: ada, body: 'x', schedule: '2026-11-27T12:00:00+01:00', custom_string: 'mine-1' };
  const { accepted } = await run('send-sms', { messages: [message] });
  expect(accepted).toMatchObject([{ schedule: '2026-11-27T11:00:00Z', custom_string: 'mine-1' }]);
  const { message_id } = accepted[0];
  expect(await run('find-messages', { custom_string: 'mine' })).toMatchObject({
    items: [{ message_id, status: 'Scheduled' }],
  });
  expect(await run('cancel-scheduled-sms', { message_id })).toMatchObject({ ok: true });
  await expect(run('cancel-scheduled-sms', { message_id })).rejects.toMatchObject({
    hint: expect.stringMatching(/still scheduled/),
  });
});

test('a preview tells the character that makes a text expensive, and what it would cost without', async () => {
  const { run, made } = await bootActions();
  const body = `It’s here. ${'a'.repeat(70)}`;
  expect(await run('preview-sms', { body, to: ada })).toMatchObject({
    encoding: 'UCS-2',
    parts: 2,
    unicode_characters: [{ character: '’', code_point: 'U+2019', times: 1, replacement: "'" }],
    gsm_version: { encoding: 'GSM', parts: 1 },
    price: 0.143,
    gsm_price: 0.0715,
    currency: 'AUD',
  });
  await run('preview-sms', { body });
  expect(made.length).toBe(2);
});

test('calls and pictures report each message too', async () => {
  const { run } = await bootActions();
  const calls = [
    { to: ada, body: 'Hi', lang: 'xx-xx' },
    { to: grace, body: 'Hi' },
  ];
  const called = await run('send-voice', { messages: calls });
  expect(called).toMatchObject({ accepted: [{ to: grace }], rejected: [{ status: 'INVALID_LANG' }] });
  const pictures = { media_file: 'https://example.com/a.txt', messages: [{ to: ada, subject: 'S', body: 'Hi' }] };
  await expect(run('send-mms', pictures)).rejects.toMatchObject({
    details: { accepted: [], rejected: [{ status: 'INVALID_MEDIA_FILE' }] },
  });
});
