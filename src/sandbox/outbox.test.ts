import { expect, onTestFinished, test } from 'vitest';
import { openClock } from './clock.ts';
import { type Message, type OutboxOptions, openOutbox } from './outbox.ts';
import { openRandom } from './random.ts';
import { startRude, startSmtp } from './smtp.fixture.ts';
import { openStore } from './store.ts';

function open(options: OutboxOptions = {}, store = openStore(':memory:')) {
  const outbox = openOutbox(store, { clock: openClock(store), random: openRandom(store) }, options);
  onTestFinished(async () => {
    await outbox.close();
    store.close();
  });
  return { outbox, store };
}

const letter = { from: 'a@example.com', to: 'b@example.com', subject: 'Hello', text: 'Text' };

const settled = async (find: () => Message | undefined): Promise<Message | undefined> => {
  await expect.poll(() => find()?.delivery, { timeout: 5000 }).not.toBe('sending');
  return find();
};

test('a message arrives as the outbox shows it, from and to bare addresses', async () => {
  const { port, received } = await startSmtp();
  const { outbox } = open({ smtpUrl: `smtp://127.0.0.1:${port}` });
  const { id } = outbox.send({ ...letter, from: { name: 'Zoë, Ltd', address: 'a@example.com' } });
  expect((await settled(() => outbox.get(id)))?.delivery).toBe('delivered');
  expect(received).toEqual([
    { from: 'a@example.com', to: ['b@example.com'], text: Buffer.from((await outbox.raw(id)) ?? []).toString() },
  ]);
});

test('a hundred messages go over at most five connections at a time', async () => {
  let [now, most] = [0, 0];
  const { port, received } = await startSmtp({
    onConnect: (_, done) => {
      now += 1;
      most = Math.max(most, now);
      done();
    },
    onClose: () => {
      now -= 1;
    },
  });
  const { outbox } = open({ smtpUrl: `smtp://127.0.0.1:${port}` });
  for (let number = 0; number < 100; number += 1) outbox.send(letter);
  await expect.poll(() => received.length, { timeout: 20_000 }).toBe(100);
  expect(most).toBeLessThanOrEqual(6);
}, 30_000);

const ehlo = (line: string): string | undefined => (/^EHLO|^HELO/i.test(line) ? '250 rude\r\n' : undefined);
const upToData = (line: string): string | undefined =>
  ehlo(line) ?? (/^DATA/i.test(line) ? '354 go on\r\n' : /^(MAIL|RCPT)/i.test(line) ? '250 ok\r\n' : undefined);

test.each([
  ['says nothing', () => undefined, undefined, /did not take the message within 400 ms/],
  ['drips its greeting', () => undefined, '220-wait\r\n', /did not take the message within 400 ms/],
  ['greets and then hangs', () => undefined, '220 hello\r\n', /did not take the message within 400 ms/],
  [
    'hangs when told the sender',
    (line: string) => ehlo(line),
    '220 hello\r\n',
    /did not take the message within 400 ms/,
  ],
  [
    'hangs when told the recipient',
    (line: string) => (/^RCPT/.test(line) ? undefined : upToData(line)),
    '220 hello\r\n',
    /did not take the message within 400 ms/,
  ],
  [
    'hangs when the text is announced',
    (line: string) => (/^DATA/.test(line) ? undefined : upToData(line)),
    '220 hello\r\n',
    /did not take the message within 400 ms/,
  ],
  ['hangs after the text', upToData, '220 hello\r\n', /did not take the message within 400 ms/],
  ['turns everybody away', () => undefined, '554 no mail here\r\n', /554/],
  ['hangs up in the middle of the text', (line: string) => upToData(line) ?? 'end', '220 hello\r\n', /./],
  [
    'refuses the recipient',
    (line: string) => (/^RCPT/.test(line) ? '550 unknown\r\n' : upToData(line)),
    '220 x\r\n',
    /550/,
  ],
  ['talks nonsense', () => '\0\0\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n', /./],
] as const)('a mail server that %s fails the message, which says why', async (_, talk, greeting, reason) => {
  const port = await startRude(talk, greeting);
  const { outbox } = open({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    smtpTimeoutMs: reason.source.includes('400 ms') ? 400 : 4000,
  });
  const { id, delivery } = outbox.send(letter);
  expect(delivery).toBe('sending');
  const message = await settled(() => outbox.get(id));
  expect(message?.delivery).toBe('failed');
  expect(message?.deliveryError).toMatch(reason);
});

test('a mail server that is not there, and one whose address is none, fail the message', async () => {
  const port = await startRude(() => undefined, undefined);
  for (const smtpUrl of ['smtp://127.0.0.1:1', 'nonsense://', `smtps://127.0.0.1:${port}`]) {
    const { outbox } = open({ smtpUrl, smtpTimeoutMs: 400 });
    const { id } = outbox.send(letter);
    const message = await settled(() => outbox.get(id));
    expect([smtpUrl, message?.delivery]).toEqual([smtpUrl, 'failed']);
    expect(message?.deliveryError).not.toBe('');
  }
});

test('a mail server may ask for TLS and a password; a wrong one is named without being shown', async () => {
  const { port, received } = await startSmtp({
    authOptional: false,
    disabledCommands: [],
    onAuth: ({ username, password }, _, done) =>
      username === 'user' && password === 'right-word' ? done(null, { user: 'user' }) : done(new Error('No such user')),
  });
  const urlWith = (password: string) => `smtp://user:${password}@127.0.0.1:${port}?tls.rejectUnauthorized=false`;
  const right = open({ smtpUrl: urlWith('right-word') }).outbox;
  const sent = right.send(letter);
  expect((await settled(() => right.get(sent.id)))?.deliveryError).toBeNull();
  expect(received).toHaveLength(1);
  const wrong = open({ smtpUrl: urlWith('wrong-word') }).outbox;
  const mistaken = wrong.send(letter);
  const refused = await settled(() => wrong.get(mistaken.id));
  expect(refused?.delivery).toBe('failed');
  expect(refused?.deliveryError).toContain('No such user');
  expect(refused?.deliveryError).not.toContain('wrong-word');
  const strict = open({ smtpUrl: `smtp://user:right-word@127.0.0.1:${port}` }).outbox;
  const untrusted = strict.send(letter);
  expect((await settled(() => strict.get(untrusted.id)))?.deliveryError).toMatch(/self-signed|certificate/i);
});

test('a message of a transaction that failed is neither kept nor delivered', async () => {
  const { port, received } = await startSmtp();
  const { outbox, store } = open({ smtpUrl: `smtp://127.0.0.1:${port}` });
  const failing = () =>
    store.transaction(() => {
      outbox.send({ ...letter, subject: 'never' });
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  const { id } = outbox.send(letter);
  await settled(() => outbox.get(id));
  expect(outbox.list()).toHaveLength(1);
  expect(received).toHaveLength(1);
});

test('closing does not wait for what has not begun, and the next start says that it was interrupted', async () => {
  const port = await startRude(() => undefined, undefined);
  const store = openStore(':memory:');
  const { outbox } = open({ smtpUrl: `smtp://127.0.0.1:${port}`, smtpTimeoutMs: 300 }, store);
  for (let number = 0; number < 20; number += 1) outbox.send(letter);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await outbox.close();
  const next = openOutbox(store, { clock: openClock(store), random: openRandom(store) });
  const errors = next.list().map(({ delivery, deliveryError }) => [delivery, deliveryError?.slice(0, 7)]);
  expect(errors.filter(([, error]) => error === 'The mai')).toHaveLength(5);
  expect(errors.filter(([, error]) => error === 'Stopped')).toHaveLength(15);
  expect(errors.every(([delivery]) => delivery === 'failed')).toBe(true);
});

const hangingServer = () => startRude(() => undefined, undefined);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('the next start delivers what was not begun, once, and nothing that was', async () => {
  const store = openStore(':memory:');
  // Not closed, as after a kill: five deliveries are under way.
  const first = open({ smtpUrl: `smtp://127.0.0.1:${await hangingServer()}` }, store).outbox;
  for (let number = 1; number <= 12; number += 1) first.send({ ...letter, subject: `n${number}.` });
  await pause(50);
  const { port, received } = await startSmtp();
  const world = { clock: openClock(store), random: openRandom(store) };
  const next = openOutbox(store, world, { smtpUrl: `smtp://127.0.0.1:${port}` });
  const states = () => next.list().map(({ delivery }) => delivery);
  await expect.poll(states, { timeout: 5000 }).toEqual([...Array(7).fill('delivered'), ...Array(5).fill('failed')]);
  await next.close();
  const subjects = received.map(({ text }) => Number(/^Subject: n(\d+)/m.exec(text)?.[1]));
  expect(subjects.sort((a, b) => a - b)).toEqual([6, 7, 8, 9, 10, 11, 12]);
});

test('closing does not wait for a mail server that hangs, and the message says so', async () => {
  const { outbox } = open({ smtpUrl: `smtp://127.0.0.1:${await hangingServer()}` });
  outbox.send(letter);
  await pause(200);
  const started = performance.now();
  await outbox.close();
  expect(performance.now() - started).toBeLessThan(9_000);
  expect(outbox.get(1)).toMatchObject({ delivery: 'failed', deliveryError: 'Stopped before the mail server answered' });
});

test('messages that wait for a slow mail server stay, also when there are more than a thousand', async () => {
  const { outbox } = open({ smtpUrl: `smtp://127.0.0.1:${await hangingServer()}`, smtpTimeoutMs: 300 });
  for (let number = 1; number <= 1200; number += 1) outbox.send(letter);
  expect(outbox.list()).toHaveLength(1200);
});

test('after a reset, a delivery under way says nothing about the new message with its number', async () => {
  const { outbox, store } = open({ smtpUrl: `smtp://127.0.0.1:${await hangingServer()}`, smtpTimeoutMs: 300 });
  outbox.send(letter);
  await pause(200);
  store.reset();
  outbox.abandonDeliveries();
  const { id } = outbox.send(letter);
  expect(id).toBe(1);
  await pause(200);
  expect(outbox.get(1)?.delivery).toBe('sending');
  await expect.poll(() => outbox.get(1)?.delivery).toBe('failed');
});

test('a snapshot with a message under way gives it back as interrupted, and it is not delivered again', async () => {
  const { port, received } = await startSmtp();
  const { outbox, store } = open({ smtpUrl: `smtp://127.0.0.1:${port}` });
  const { id } = outbox.send(letter);
  store.snapshot('under-way');
  await settled(() => outbox.get(id));
  store.restore('under-way');
  outbox.abandonDeliveries();
  await pause(200);
  expect([outbox.get(id)?.delivery, received.length]).toEqual(['failed', 1]);
});

test('the last thousand messages are kept', () => {
  const { outbox } = open();
  for (let number = 1; number <= 1100; number += 1) outbox.send({ ...letter, subject: String(number) });
  const subjects = outbox.list().map(({ subject }) => Number(subject));
  expect(subjects).toEqual(Array.from({ length: 1000 }, (_, index) => 1100 - index));
  outbox.clear();
  expect(outbox.list()).toEqual([]);
});

test('messages are found by a part of the recipient, in any letter case', async () => {
  const { outbox } = open();
  outbox.send({ ...letter, to: { name: 'Anna', address: 'Anna@example.com' } });
  outbox.send(letter);
  expect(outbox.list({ to: 'aNNa@' }).map(({ to }) => to)).toEqual([['Anna@example.com']]);
  expect(outbox.list({ limit: 1 }).map(({ id }) => id)).toEqual([2]);
  expect([outbox.get(7), await outbox.raw(7)]).toEqual([undefined, undefined]);
});

test('line breaks in names and subjects begin no header', async () => {
  const { outbox } = open();
  const name = 'X\r\nBcc: evil@example.com';
  outbox.send({ ...letter, to: { name, address: 'b@example.com' }, subject: `Hi\u2028\r\nX-Evil: 1` });
  const raw = Buffer.from((await outbox.raw(1)) ?? []).toString();
  expect(raw).not.toMatch(/^(Bcc|X-Evil):/im);
  expect(outbox.get(1)?.subject).toBe('Hi X-Evil: 1');
});

test('text that looks like an encoded word is not decoded by mail programs', async () => {
  const { outbox } = open();
  const name = '=?utf-8?q?=42cc?=';
  outbox.send({
    ...letter,
    from: { name, address: 'a@example.com' },
    to: { name, address: 'b@example.com' },
    subject: name,
  });
  expect(Buffer.from((await outbox.raw(1)) ?? []).toString()).not.toMatch(/=\?utf-8\?q\?=42/);
  expect(outbox.get(1)?.subject).toBe(name);
});
