import { strFromU8 } from 'fflate';
import { expect, test } from 'vitest';
import { bootApi, fieldsOf } from '../api.fixture.ts';
import { bytesAt, control, finishedReport, hold } from '../play.fixture.ts';
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

test('the report that is told to fail fails, and asking again begins anew', async () => {
  const api = await bootApi();
  const path = '/conferences/10005/sessions/20001/generate-pdf/en';
  await control(api, 'fail-reports', {});
  expect((await api.send('GET', path)).json).toEqual({ status: 'NEW', progress: 0 });
  api.sandbox.moveClock(({ clock }) => clock.advance(2000));
  const failed = { status: 'FAILED', progress: 0 };
  expect((await api.send('GET', path)).json).toEqual(failed);
  expect((await api.send('GET', '/conferences/10005/sessions/20001')).json.pdf.en).toEqual(failed);
  expect((await api.send('GET', path)).json).toEqual({ status: 'NEW', progress: 0 });
  api.sandbox.moveClock(({ clock }) => clock.advance(2000));
  expect((await api.send('GET', path)).json.status).toBe('FINISHED');
});

test.each([
  ['en', 'Session report', 'Average rating', '4.0 / 5', 'Listener', 'Votes: 3'],
  ['pl', 'Raport z sesji', 'Średnia ocena', '4,0 / 5', 'Słuchacz', 'Głosy: 3'],
  ['ru', 'Отчёт о сессии', 'Средняя оценка', '4,0 / 5', 'Слушатель', 'Голоса: 3'],
  ['de', 'Sitzungsbericht', 'Höchstens gleichzeitig', '4,0 / 5', 'Zuhörer', 'Stimmen: 3'],
  ['es', 'Informe de la sesión', 'Valoración media', '4,0 / 5', 'Oyente', 'Votos: 3'],
])('the report in %s tells who came, what was said, voted and rated', async (lang, title, ...words) => {
  const api = await bootApi();
  const url = await finishedReport(api, `/conferences/10005/sessions/20001/generate-pdf/${lang}`);
  const { status, type, bytes } = await bytesAt(api, url);
  expect([status, type, strFromU8(bytes.subarray(0, 5))]).toEqual([200, 'application/pdf', '%PDF-']);
  const text = textOfPdf(bytes);
  const facts = ['Anna', 'boris@example.com', 'Good afternoon!', 'Clear and to the point.', '★★★☆☆', 'Chrome, Linux'];
  for (const part of [`${title} 20001`, ...words, ...facts, 'What should come first?', '16:55']) {
    expect(text.replace(/,\s*\n/g, ', ')).toContain(part);
  }
});

test('its link can be read by many at once and in parts', async () => {
  const api = await bootApi();
  const url = await finishedReport(api, '/conferences/10005/sessions/20001/generate-pdf/en');
  const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => bytesAt(api, url)));
  for (const other of others) expect(Buffer.from(other.bytes).equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
  const part = await api.sandbox.fetch(new Request(url, { headers: { range: 'bytes=0-3' } }));
  expect([part.status, await part.text()]).toEqual([206, '%PDF']);
});

test('a report of a hundred people with names of all scripts has several pages', async () => {
  const api = await bootApi();
  const { output } = (await hold(api, { room: 10001, attendees: 100, minutes: 60, chat: 120 })).body;
  const { bytes } = await bytesAt(
    api,
    await finishedReport(api, `/conferences/10001/sessions/${output.session}/generate-pdf/pl`),
  );
  const text = textOfPdf(bytes);
  expect(text).toMatch(/\n1 \/ [5-9]\n/);
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
