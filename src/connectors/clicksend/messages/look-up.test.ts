import { expect, test } from 'vitest';
import type { RunTools } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import type { HttpRequest } from '../../../kernel/http.ts';
import { lookUp } from './look-up.ts';
import { sendAll } from './send-all.ts';

type Row = Readonly<Record<string, unknown>>;

/** An app that answers sends and histories as told; each history may be another one. */
function appThat(answers: {
  history?: (look: number) => readonly Row[];
  send?: (turn: number, request: HttpRequest) => unknown;
}) {
  const asked: HttpRequest[] = [];
  let looks = 0;
  let turns = 0;
  const call = async (request: HttpRequest) => {
    asked.push(request);
    if (request.method === 'POST') return { status: 200, headers: {}, body: answers.send?.(++turns, request) };
    if (request.query?.['page'] === 1) looks += 1;
    const rows = answers.history?.(looks) ?? [];
    const from = (Number(request.query?.['page']) - 1) * 100;
    return { status: 200, headers: {}, body: { data: { data: rows.slice(from, from + 100) } } };
  };
  const tools = { call, sleep: async () => undefined, facts: { now: Date.now() } } as unknown as RunTools;
  return { tools, asked, sends: () => asked.filter(({ method }) => method === 'POST').length };
}

const own = (index: number) => `p-0123456789-${index.toString(36)}`;
const message = (index: number) => ({ to: `+6149157${1000 + index}`, body: 'x', custom_string: own(index) });
const rowOf = (wire: Row) => ({
  ...wire,
  message_id: `id-${wire['custom_string']}-${wire['to']}`,
  status: 'Queued',
  message_price: '0.0715',
});
const references = (list: readonly Row[]) => list.map(({ custom_string }) => custom_string);

test('messages that the history shows one after the other are all waited for', async () => {
  const sent = Array.from({ length: 5 }, (_, index) => message(index));
  const { tools } = appThat({ history: (look) => sent.slice(0, [1, 3, 5][look - 1] ?? 5).map(rowOf) });
  const { accepted, missing } = await lookUp(tools, { kind: 'sms', sent });
  expect([accepted.length, missing]).toEqual([5, []]);
});

test('a row that a shifting page shows twice is one message', async () => {
  const sent = Array.from({ length: 130 }, (_, index) => message(index));
  const rows = sent.map(rowOf);
  const { tools } = appThat({ history: () => [...rows.slice(0, 100), ...rows.slice(95, 125)] });
  const { accepted, missing } = await lookUp(tools, { kind: 'sms', sent });
  expect(accepted.length).toBe(125);
  expect(references(missing)).toEqual(references(sent.slice(125)));
});

test('another text under the same reference is not the lost message, and keeps it from being repeated', async () => {
  const before = { to: '+61491570156', body: 'Your order is packed', custom_string: 'order-7' };
  const lost = { ...before, body: 'Your order has left' };
  const send = () => {
    throw new PorinError('outcome_unknown', 'the connection broke');
  };
  const { tools, sends } = appThat({ history: () => [rowOf(before)], send });
  const failure = sendAll(tools, { kind: 'sms', messages: [lost], repeats: true });
  await expect(failure).rejects.toMatchObject({ code: 'outcome_unknown', message: expect.stringContaining('order-7') });
  expect(sends()).toBe(1);
});

test('an answer that tells nothing of the messages is looked up as if there was none', async () => {
  const sent = [message(1), message(2)];
  const { tools, sends } = appThat({
    history: () => sent.map(rowOf),
    send: () => ({ response_code: 'SUCCESS', data: null }),
  });
  const report = await sendAll(tools, { kind: 'sms', messages: sent });
  expect(references(report.accepted)).toEqual(references(sent));
  expect([report.price, sends()]).toEqual([0.143, 1]);
  const nothing = appThat({ send: () => undefined });
  await expect(sendAll(nothing.tools, { kind: 'sms', messages: sent })).rejects.toMatchObject({
    code: 'outcome_unknown',
  });
});

test('a refused batch stands among what was not sent also when one before it was found in part', async () => {
  const sent = Array.from({ length: 2_500 }, (_, index) => message(index));
  const send = (turn: number) => {
    throw new PorinError(turn === 1 ? 'outcome_unknown' : 'rate_limited', 'no');
  };
  const { tools } = appThat({ history: () => sent.slice(0, 990).map(rowOf), send });
  const report = await sendAll(tools, { kind: 'sms', messages: sent });
  expect([report.accepted.length, report.unknown?.length, report.not_sent?.length]).toEqual([990, 10, 1_500]);
});

test('a first batch that may have left is an error that tells of the untried ones', async () => {
  const sent = Array.from({ length: 1_500 }, (_, index) => message(index));
  const send = () => {
    throw new PorinError('outcome_unknown', 'the connection broke');
  };
  const failure = sendAll(appThat({ send }).tools, { kind: 'sms', messages: sent });
  await expect(failure).rejects.toThrow(/500 further messages were not tried/);
});
