import { strFromU8 } from 'fflate';
import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from '../api.fixture.ts';
import { bytesAt, finishedReport, hold } from '../play.fixture.ts';
import { textOfPdf } from './pdf-text.fixture.ts';

test('a report goes from NEW over IN PROGRESS to FINISHED, and the session shows it', async () => {
  const api = await bootApi();
  const path = '/conferences/10005/sessions/20001';
  const start = `${api.sandbox.world.origin}/v1${path}/generate-pdf/pl`;
  expect((await api.send('GET', path)).json.pdf.pl).toEqual({ generate_pdf_url: start, progress: 0 });
  expect((await api.send('GET', `${path}/generate-pdf/pl`)).json).toEqual({ status: 'NEW', progress: 0 });
  expect((await api.send('GET', `${path}/generate-pdf/pl`)).json).toEqual({ status: 'IN PROGRESS', progress: 5 });
  api.sandbox.moveClock(({ clock }) => clock.advance(1000));
  expect((await api.send('GET', path)).json.pdf.pl).toEqual({ status: 'IN PROGRESS', progress: 50 });
  api.sandbox.moveClock(({ clock }) => clock.advance(1000));
  const finished = (await api.send('GET', `${path}/generate-pdf/pl`)).json;
  expect(finished).toEqual({
    status: 'FINISHED',
    progress: 100,
    url: expect.stringMatching(/\/panel\/pdf\/pl\/20001\/[A-Za-z0-9]{6}$/),
  });
  expect((await api.send('GET', path)).json.pdf.pl).toEqual(finished);
});

test.each([
  ['en', 'Session report', 'Attendees'],
  ['pl', 'Raport z sesji', 'Średnia ocena'],
  ['ru', 'Отчёт о сессии', 'Средняя оценка'],
  ['de', 'Sitzungsbericht', 'Höchstens gleichzeitig'],
  ['es', 'Informe de la sesión', 'Valoración media'],
])('the report in %s is a PDF with the attendees, chat and ratings', async (lang, title, word) => {
  const api = await bootApi();
  const url = await finishedReport(api, `/conferences/10005/sessions/20001/generate-pdf/${lang}`);
  const { status, type, bytes } = await bytesAt(api, url);
  expect([status, type, strFromU8(bytes.subarray(0, 5))]).toEqual([200, 'application/pdf', '%PDF-']);
  const text = textOfPdf(bytes);
  for (const part of [
    `${title} 20001`,
    word,
    'Anna',
    'boris@example.com',
    'Good afternoon!',
    'Clear and to the point.',
    '4.0 / 5',
  ]) {
    expect(text).toContain(part);
  }
});

test('a report of a hundred people with names of all scripts has several pages', async () => {
  const api = await bootApi();
  const { output } = (await hold(api, { room: 10001, attendees: 100, minutes: 60, chat: 120 })).body;
  const { bytes } = await bytesAt(
    api,
    await finishedReport(api, `/conferences/10001/sessions/${output.session}/generate-pdf/pl`),
  );
  const text = textOfPdf(bytes);
  expect(text).toMatch(/\n1 \/ [4-9]\n/);
  for (const part of ['Соколов', 'Wiśniewski', 'Świetna prezentacja!', 'Спасибо']) expect(text).toContain(part);
});

test('a wrong report address and a wrong language are refused', async () => {
  const api = await bootApi();
  const path = '/conferences/10005/sessions/20001/generate-pdf';
  const url = await finishedReport(api, `${path}/en`);
  for (const wrong of [
    `${url}x`,
    url.replace('/en/', '/pl/'),
    url.replace('20001', '20002'),
    url.replace(/[^/]+$/, ''),
  ]) {
    expect((await bytesAt(api, wrong)).status).toBe(404);
  }
  const refused = await api.send('GET', `${path}/xx`);
  expect([refused.status, fieldsOf(refused)]).toEqual([422, ['lang']]);
});
