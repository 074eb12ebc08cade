import { expect, onTestFinished, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../../../sandbox/sandbox.ts';
import { startRude, startSmtp } from '../../../../sandbox/smtp.fixture.ts';
import { account } from '../account.ts';
import definition from '../index.ts';
import { readCalendar } from './ics.fixture.ts';
import { leafOf, readMime } from './mime.fixture.ts';

async function boot(port: number): Promise<Sandbox> {
  const smtpUrl = `smtp://127.0.0.1:${port}`;
  const sandbox = await createSandbox(definition, { app: 'clickmeeting', smtpUrl, smtpTimeoutMs: 1500 });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

async function invite(sandbox: Sandbox, count: number): Promise<number> {
  const form = Array.from({ length: count }, (_, n) => `attendees[${n}][email]=p${n}@example.com`).join('&');
  const headers = { 'x-api-key': account.apiKey, 'content-type': 'application/x-www-form-urlencoded' };
  const url = `${sandbox.world.origin}/v1/conferences/10002/invitation/email/ru`;
  const response = await sandbox.fetch(new Request(url, { method: 'POST', headers, body: form }));
  return response.status;
}

test('invitations arrive at a mail server as they lie in the outbox', { timeout: 20_000 }, async () => {
  const { port, received } = await startSmtp();
  const sandbox = await boot(port);
  expect(await invite(sandbox, 12)).toBe(200);
  const { outbox } = sandbox.world;
  await expect
    .poll(() => outbox.list().every(({ delivery }) => delivery === 'delivered'), { timeout: 10_000 })
    .toBe(true);
  expect(received).toHaveLength(12);
  for (const { id, to } of outbox.list()) {
    const arrived = Buffer.from(received.find((mail) => mail.to[0] === to[0])?.text ?? '');
    expect(arrived.equals(Buffer.from((await outbox.raw(id)) ?? []))).toBe(true);
    const mail = readMime(arrived);
    expect(mail.headers.get('subject')).toBe('Приглашение: Product launch webinar');
    expect(readCalendar(leafOf(mail, 'text/calendar').text).event['ATTENDEE']?.value).toBe(`mailto:${to[0]}`);
  }
});

test('a mail server that hangs holds up no request, and the outbox says what became of each message', {
  timeout: 20_000,
}, async () => {
  const sandbox = await boot(await startRude(() => undefined, undefined));
  expect(await invite(sandbox, 5)).toBe(200);
  expect(await invite(sandbox, 5)).toBe(200);
  const states = () => sandbox.world.outbox.list().map(({ delivery }) => delivery);
  expect(states()).toEqual(Array(10).fill('sending'));
  await expect.poll(states, { timeout: 10_000 }).toEqual(Array(10).fill('failed'));
  expect(sandbox.world.outbox.list()[0]?.deliveryError).toContain('did not take the message within 1500 ms');
});

test('neither a reset nor a snapshot brings mail back to the mail server', async () => {
  const { port, received } = await startSmtp();
  const sandbox = await boot(port);
  const states = () => sandbox.world.outbox.list().map(({ delivery }) => delivery);
  await invite(sandbox, 1);
  sandbox.snapshot('sending');
  await expect.poll(states, { timeout: 5000 }).toEqual(['delivered']);
  await sandbox.restore('sending');
  expect(states()).toEqual(['failed']);
  await sandbox.reset();
  expect(states()).toEqual([]);
  expect(received).toHaveLength(1);
});
