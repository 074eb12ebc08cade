import { expect, test } from 'vitest';
import { bootApi } from '../api.fixture.ts';
import { createBrowser } from '../browser.fixture.ts';

test('an invitation to a token room lets its person in by the mailed link', async () => {
  const api = await bootApi();
  const form = 'attendees[0][email]=guest@example.com&template=advanced';
  await api.send('POST', '/conferences/10004/invitation/email/pl', { form });
  const [message] = api.sandbox.world.outbox.list();
  expect(message).toMatchObject({
    to: ['guest@example.com'],
    subject: 'Zaproszenie: Paid masterclass',
    attachments: [],
  });
  const link = /http\S+\/paid-masterclass\/\w+/.exec(message?.text ?? '')?.[0] ?? '';
  expect(message?.html).toContain(link);
  const page = await createBrowser(api.sandbox).get(link);
  expect(page.text).toContain('<strong>guest</strong> (listener)');
});

test('an invitation to a password room works by link and names the password', async () => {
  const api = await bootApi();
  const form = 'attendees[0][email]=p@example.com&attendees[0][firstname]=Pat&role=presenter';
  await api.send('POST', '/conferences/10003/invitation/email/us', { form });
  const [message] = api.sandbox.world.outbox.list();
  expect(message?.text).toContain('Room password: open-sesame');
  expect(message?.html).toBeNull();
  const link = /http\S+\?l=\S+/.exec(message?.text ?? '')?.[0] ?? '';
  expect((await createBrowser(api.sandbox).get(link)).text).toContain('<strong>Pat</strong> (presenter)');
});

test('a confirmation carries the link and a calendar entry in real MIME', async () => {
  const api = await bootApi();
  const form =
    'registration[1]=Łukasz&registration[2]=Żak&registration[3]=l@example.com&confirmation_email[enabled]=1&confirmation_email[lang]=ru';
  const { url } = (await api.send('POST', '/conferences/10002/registration', { form })).json;
  const [message] = api.sandbox.world.outbox.list();
  expect(message).toMatchObject({
    subject: 'Регистрация подтверждена: Product launch webinar',
    attachments: ['event.ics'],
  });
  expect(message?.text).toContain(url);
  const raw = Buffer.from(api.sandbox.world.outbox.raw(message?.id ?? 0) ?? []).toString();
  expect(raw).toMatch(/^Content-Type: multipart\/mixed/m);
  const base64 = /name=event\.ics[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(raw)?.[1] ?? '';
  const calendar = Buffer.from(base64, 'base64').toString();
  expect(calendar).toContain('DTSTART:20261121T090000Z\r\nDTEND:20261121T103000Z');
  expect(calendar.replaceAll('\r\n ', '')).toContain(`URL:${url}`);
  expect(calendar.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
});
