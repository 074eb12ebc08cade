import { unzipSync } from 'fflate';
import { afterEach, expect, test, vi } from 'vitest';
import { account } from '../account.ts';
import { ask } from './page.fixture.ts';
import { type Meeting, questions, RandomMeeting, type Stay } from './random-meeting.fixture.ts';

afterEach(() => vi.restoreAllMocks());

/** The start of the minute, as the API shows times. */
const minute = (at: number) => Math.floor(at / 60_000) * 60_000;

function attendeeOf(stay: Stay) {
  const polls = [...stay.votes]
    .toSorted(([left], [right]) => left - right)
    .map(([, choices]) => questions.map(({ answers }, at) => (choices[at] ?? []).map((place) => answers[place] ?? '')));
  const { nickname, email, role, rating, comment } = stay;
  return { nickname, email, role, rating, comment, from: minute(stay.from), to: minute(stay.to), polls };
}

/** What the API says about one session, in the words of the log. */
async function reportOf({ sandbox }: RandomMeeting, session: any) {
  const path = `/conferences/10001/sessions/${session.id}`;
  const attendees = await ask(sandbox, `${path}/attendees`);
  const detail = await ask(sandbox, path);
  const zip = await fetch(`${sandbox.url}/chats/${session.id}`, { headers: { 'x-api-key': account.apiKey } });
  const csv = unzipSync(new Uint8Array(await zip.arrayBuffer()))['chat.csv'];
  expect(detail.attendees.map(({ login }: any) => login)).toEqual(attendees.map(({ nickname }: any) => nickname));
  return {
    from: Date.parse(session.start_date),
    to: Date.parse(session.end_date),
    people: session.total_visitors,
    peak: session.max_visitors,
    chat: new TextDecoder().decode(csv),
    attendees: attendees.map((one: any) => ({
      nickname: one.nickname,
      email: one.email,
      role: one.role,
      rating: one.rating === null ? null : Number(one.rating),
      comment: one.rating_comment,
      from: Date.parse(one.start_date),
      to: Date.parse(one.end_date),
      polls: (one.polls ?? []).map((poll: any) =>
        poll.questions.map((question: any) => question.answers.map(({ value }: any) => value)),
      ),
    })),
  };
}

const time = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Europe/Warsaw',
  month: 'long',
  day: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function csvOf({ lines }: Meeting, stays: readonly Stay[]): string {
  return lines
    .map(({ at, nickname, text }) => {
      const parts = Object.fromEntries(time.formatToParts(at).map(({ type, value }) => [type, value]));
      const when = `${parts['month']} ${parts['day']}, ${parts['year']} ${parts['hour']}:${parts['minute']}:${parts['second']} ${parts['dayPeriod']}`;
      const email = stays.find((stay) => stay.nickname === nickname)?.email;
      const said = /[\s,"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      return `"${when}",${email},"${nickname}",${said}\n`;
    })
    .join('');
}

test.each([5, 6, 10])(
  'what thirty people did at random is what the API reports (seed %i)',
  { timeout: 60_000 },
  async (seed) => {
    const random = await RandomMeeting.start(seed, 30);
    for (let step = 0; step < 300; step += 1) await random.step();
    await random.finish();
    const { sandbox, meetings, stays } = random;
    const sessions = await ask(sandbox, '/conferences/10001/sessions');
    const reported = [];
    for (const session of sessions) reported.push(await reportOf(random, session));
    const happened = meetings.map((meeting) => {
      const there = stays.filter((stay) => stay.meeting === meeting);
      return {
        from: minute(meeting.from),
        to: minute(meeting.to),
        people: new Set(there.map(({ email }) => email)).size,
        peak: meeting.peak,
        chat: csvOf(meeting, stays),
        attendees: there.map(attendeeOf),
      };
    });
    const byName = (left: { nickname: string }, right: { nickname: string }) =>
      left.nickname < right.nickname ? -1 : 1;
    for (const one of [...reported, ...happened]) one.attendees.sort(byName);
    expect(reported).toEqual(happened);
    const recordings = await ask(sandbox, '/conferences/10001/recordings');
    expect(recordings.map((one: any) => one.recording_duration).toSorted()).toEqual(
      meetings.flatMap(({ recordedSeconds }) => recordedSeconds).toSorted(),
    );
    expect(stays.length).toBeGreaterThan(30);
  },
);
