import { expect, test } from 'vitest';
import { type Answer, bootApi } from '../api.fixture.ts';
import { createBrowser, stateOf } from '../browser.fixture.ts';
import { openCollections } from '../collections.ts';
import type { Api } from '../play.fixture.ts';
import { readCalendar } from './ics.fixture.ts';
import { mailLanguages } from './languages.ts';
import { leafOf, leavesOf, type Part, readMime } from './mime.fixture.ts';

/** The newest message, as a mail program reads it. */
async function lastMail({ sandbox }: Api): Promise<Part> {
  const [message] = sandbox.world.outbox.list({ limit: 1 });
  return readMime((await sandbox.world.outbox.raw(message?.id ?? 0)) ?? new Uint8Array());
}

function invite({ send }: Api, room: number, form: string, lang = 'en'): Promise<Answer> {
  return send('POST', `/conferences/${room}/invitation/email/${lang}`, { form });
}

function register({ send }: Api, room: number, form: string): Promise<Answer> {
  const standard = 'registration[1]=Łukasz&registration[2]=Żak&registration[3]=l@example.com';
  return send('POST', `/conferences/${room}/registration`, {
    form: `${standard}&confirmation_email[enabled]=1${form}`,
  });
}

const linksOf = (mail: Part): string[] => [
  ...(/https?:\S+/g[Symbol.match](leafOf(mail, 'text/plain').text) ?? []),
  ...[...leafOf(mail, 'text/html').text.matchAll(/href="([^"]+)"/g)].map(([, link = '']) =>
    link.replaceAll('&amp;', '&'),
  ),
];

test.each([
  [10001, 'listener', 'basic'],
  [10001, 'presenter', 'advanced'],
  [10003, 'listener', 'advanced'],
  [10003, 'presenter', 'basic'],
  [10004, 'listener', 'basic'],
  [10004, 'presenter', 'advanced'],
])(
  'every link of an invitation to room %i as a %s (%s) leads inside or into its lobby',
  async (room, role, template) => {
    const api = await bootApi();
    await invite(api, room, `attendees[0][email]=pat@example.com&role=${role}&template=${template}`);
    const links = linksOf(await lastMail(api));
    expect(links.length).toBeGreaterThanOrEqual(2);
    const browser = createBrowser(api.sandbox);
    for (const link of links) {
      const page = await browser.get(link);
      expect([page.status, stateOf(page)]).toEqual([200, expect.stringMatching(/^(Inside|Lobby)$/)]);
      expect(page.text).toContain('pat');
    }
  },
);

test('a registered person gets in by the mailed link, and with what the mail says where the door asks', async () => {
  const api = await bootApi();
  for (const room of [10003, 10004]) await api.send('PUT', `/conferences/${room}`, { form: 'registration[enabled]=1' });
  await register(api, 10002, '');
  expect(stateOf(await createBrowser(api.sandbox).get(linksOf(await lastMail(api))[0] ?? ''))).toBe('Lobby');
  for (const [room, field, pattern] of [
    [10003, 'password', /Room password: (\S+)/],
    [10004, 'token', /Your access token: (\S+)/],
  ] as const) {
    expect((await register(api, room, '')).status).toBe(200);
    const mail = await lastMail(api);
    const secret = pattern.exec(leafOf(mail, 'text/plain').text)?.[1] ?? '';
    const browser = createBrowser(api.sandbox);
    const page = await browser.get(linksOf(mail)[0] ?? '');
    if (/^(Inside|Lobby)$/.test(stateOf(page))) continue;
    const r = new URL(linksOf(mail)[0] ?? '').searchParams.get('r') ?? '';
    const form = { action: 'enter', nickname: 'L', email: 'l@example.com', r, [field]: secret };
    expect(stateOf(await browser.post(page.path, form))).toMatch(/^(Inside|Lobby)$/);
  }
});

test.each(mailLanguages.map(({ code }) => code))(
  'all mails in %s are whole, in real MIME, with a calendar entry',
  async (code) => {
    const api = await bootApi();
    const texts = mailLanguages.find((language) => language.code === code);
    if (texts === undefined) throw new Error('no such language');
    await invite(api, 10002, 'attendees[0][email]=e@example.com&attendees[0][firstname]=Ève&template=advanced', code);
    const invitation = await lastMail(api);
    await register(api, 10002, `&confirmation_email[lang]=${code}`);
    const confirmation = await lastMail(api);
    expect(invitation.headers.get('subject')).toBe(texts.subject.invitation('Product launch webinar'));
    expect(confirmation.headers.get('subject')).toBe(texts.subject.confirmation('Product launch webinar'));
    expect(invitation.headers.get('to')).toMatch(/^"?Ève"? <e@example\.com>$/);
    expect(confirmation.headers.get('to')).toMatch(/^"?Łukasz Żak"? <l@example\.com>$/);
    for (const mail of [invitation, confirmation]) {
      expect(mail.type).toBe('multipart/mixed');
      expect(mail.parts[0]?.type).toBe('multipart/alternative');
      expect(leavesOf(mail).map(({ type }) => type)).toEqual([
        'text/plain',
        'text/html',
        'text/calendar',
        'application/ics',
      ]);
      expect(mail.headers.get('date')).toBe('Fri, 20 Nov 2026 11:00:30 +0000');
      expect(mail.headers.get('message-id')).toMatch(/^<[0-9a-f]{24}@sandbox\.localhost>$/);
      const text = leafOf(mail, 'text/plain').text;
      for (const word of [texts.when, texts.duration, texts.host, texts.about, texts.join, texts.calendar]) {
        expect(text).toContain(word);
        expect(leafOf(mail, 'text/html').text).toContain(word.replaceAll("'", '&#39;'));
      }
      expect(leafOf(mail, 'text/html').text).toContain(`<html lang="${code}">`);
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    }
  },
);

test.each([
  ['en', 'Saturday, November 21, 2026', '1 hour and 30 minutes'],
  ['pl', 'sobota, 21 listopada 2026', '1 godzina i 30 minut'],
  ['de', 'Samstag, 21. November 2026', '1 Stunde und 30 Minuten'],
  ['uk', 'субота, 21 листопада 2026', '1 година і 30 хвилин'],
])('dates of mails in %s are written as people write them, in the zone of the room', async (code, day, duration) => {
  const api = await bootApi();
  await invite(api, 10002, 'attendees[0][email]=e@example.com&template=advanced', code);
  const { text } = leafOf(await lastMail(api), 'text/plain');
  expect(text).toContain(day);
  expect(text).toContain('(Europe/Warsaw, GMT+01:00)');
  expect(text.replace(/\p{Zs}/gu, ' ')).toMatch(/10:00/);
  expect(text).toContain(duration);
});

test('the calendar entry keeps its identity, moves with the room and asks the invited person only', async () => {
  const api = await bootApi();
  const name = 'Launch; "big", \\o/ – zażółć gęślą jaźń, und noch ein paar Wörter mehr für die Zeile';
  await api.send('PUT', '/conferences/10002', { form: `name=${encodeURIComponent(name)}` });
  await invite(api, 10002, 'attendees[0][email]=e@example.com&attendees[0][firstname]=E&attendees[0][lastname]=";X"');
  const mail = await lastMail(api);
  const first = readCalendar(leafOf(mail, 'text/calendar').text);
  expect(leafOf(mail, 'text/calendar').parameters).toMatchObject({ method: 'REQUEST', charset: 'utf-8' });
  expect(readCalendar(leafOf(mail, 'application/ics').text)).toEqual(first);
  expect(first.event).toMatchObject({
    DTSTART: { value: '20261121T090000Z' },
    DTEND: { value: '20261121T103000Z' },
    DTSTAMP: { value: '20261120T110030Z' },
    SUMMARY: { value: name },
    ORGANIZER: { value: 'mailto:host@example.com', parameters: { CN: 'Porin Demo' } },
    ATTENDEE: { value: 'mailto:e@example.com', parameters: { CN: "E ';X'", RSVP: 'FALSE' } },
  });
  const browser = createBrowser(api.sandbox);
  expect(stateOf(await browser.get(first.event['URL']?.value ?? ''))).toBe('Lobby');
  api.advance(1);
  await api.send('PUT', '/conferences/10002', { form: 'starts_at=2026-11-22 12:00:00&duration=1:00&permanent_room=0' });
  await register(api, 10002, '');
  const second = readCalendar(leafOf(await lastMail(api), 'text/calendar').text);
  expect(second.calendar['METHOD']?.value).toBe('PUBLISH');
  expect(second.event['UID']).toEqual(first.event['UID']);
  expect(second.event['DTSTART']?.value).toBe('20261122T110000Z');
  expect(Number(second.event['SEQUENCE']?.value)).toBeGreaterThan(Number(first.event['SEQUENCE']?.value));
});

test('a permanent room has no calendar entry, and its mail says that it is open at any time', async () => {
  const api = await bootApi();
  await invite(api, 10001, 'attendees[0][email]=e@example.com&template=advanced');
  const mail = await lastMail(api);
  expect(leavesOf(mail).map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
  expect(leafOf(mail, 'text/plain').text).toContain('When: at any time; the room is always open');
});

test('the advanced template tells what the basic one leaves out', async () => {
  const api = await bootApi();
  const textWith = async (template: string, role: string): Promise<string> => {
    await invite(api, 10002, `attendees[0][email]=e@example.com&template=${template}&role=${role}`);
    return leafOf(await lastMail(api), 'text/plain').text;
  };
  const room = openCollections(api.sandbox.world.store).rooms.get(10002);
  const extras = [
    'Host: Porin Demo (host@example.com)',
    'About the event: Welcome! We begin at ten.',
    'By telephone: New York',
    'add it to your calendar',
    'Duration:',
  ];
  const [basic, advanced, presenter] = [
    await textWith('basic', 'listener'),
    await textWith('advanced', 'listener'),
    await textWith('advanced', 'presenter'),
  ];
  for (const extra of extras) {
    expect(advanced).toContain(extra);
    expect(basic).not.toContain(extra);
  }
  expect(advanced).toContain(`PIN: ${room?.phoneListenerPin}`);
  expect(presenter).toContain(`PIN: ${room?.phonePresenterPin}`);
  expect(presenter).toContain('You join as a presenter.');
});

test('names can neither add headers nor be run', async () => {
  const api = await bootApi();
  const evil = encodeURIComponent('<script>alert(1)</script>');
  await api.send('PUT', '/conferences/10001', { form: `name=${encodeURIComponent('A\r\nBcc: z@example.com <b>&"')}` });
  const name = encodeURIComponent('Eve\r\nBcc: x@example.com');
  await invite(
    api,
    10001,
    `attendees[0][email]=e@example.com&attendees[0][firstname]=${name}&attendees[0][lastname]=${evil}`,
  );
  const mail = await lastMail(api);
  expect([...mail.headers.keys()].sort()).toEqual(
    ['content-type', 'date', 'from', 'message-id', 'mime-version', 'reply-to', 'subject', 'to'].sort(),
  );
  expect(mail.headers.get('to')).toContain('Eve Bcc: x@example.com <script>alert(1)</script>');
  expect(mail.headers.get('to')).toMatch(/ <e@example\.com>$/);
  const html = leafOf(mail, 'text/html').text;
  expect(html).not.toMatch(/<script|<b>/);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

test('the same message is composed to the same bytes each time', async () => {
  const api = await bootApi();
  await invite(api, 10002, 'attendees[0][email]=e@example.com');
  const { outbox } = api.sandbox.world;
  expect(Buffer.from((await outbox.raw(1)) ?? []).equals(Buffer.from((await outbox.raw(1)) ?? []))).toBe(true);
});

test('a language that the mails are not written in is answered in English', async () => {
  const api = await bootApi();
  expect((await invite(api, 10001, 'attendees[0][email]=e@example.com', 'ja')).status).toBe(200);
  expect((await lastMail(api)).headers.get('subject')).toBe('Invitation: Weekly team meeting');
  for (const [code, word] of [
    ['us', 'Invitation'],
    ['pl_PL', 'Zaproszenie'],
    ['PT-br', 'Convite'],
    ['ua', 'Запрошення'],
  ] as const) {
    await invite(api, 10001, 'attendees[0][email]=e@example.com', code);
    expect((await lastMail(api)).headers.get('subject')).toContain(word);
  }
});

test.each([
  ['a%3f?b@example.com', 'mailto:a%253f%3Fb@example.com'],
  ['zoë@exämple.com', 'mailto:zo%C3%AB@ex%C3%A4mple.com'],
  ['a\ud800@example.com', 'mailto:a%EF%BF%BD@example.com'],
])('the odd address %j is invited, and is an URI in the calendar', async (email, uri) => {
  const api = await bootApi();
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ attendees: [{ email, firstname: 'x\ud800y' }] });
  expect((await api.send('POST', '/conferences/10002/invitation/email/en', { body, headers })).status).toBe(200);
  const { event } = readCalendar(leafOf(await lastMail(api), 'text/calendar').text);
  expect(event['ATTENDEE']?.value).toBe(uri);
});

test('French puts a space that does not break before each colon', async () => {
  const api = await bootApi();
  await invite(api, 10002, 'attendees[0][email]=e@example.com&template=advanced', 'fr');
  const text = leafOf(await lastMail(api), 'text/plain').text.replace(/https?:\S+|\d\d:\d\d/g, '');
  expect(text).toContain('Organisateur\u00a0: Porin Demo');
  expect(text).not.toMatch(/[^\u00a0]:/);
});
