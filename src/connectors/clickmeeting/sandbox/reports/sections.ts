import { DateTime } from 'luxon';
import type { Visit } from '../entities.ts';
import { peakOf } from '../sessions-people.ts';
import type { ReportContent } from './content.ts';
import { deviceName } from './device.ts';
import { minutesOf, pollResults, type Totals, totalsOf } from './figures.ts';
import { bars, facts, heading, type Pdf, paragraph, subheading, subheadingHeight, table, title } from './layout.ts';
import { showable } from './showable.ts';
import { type ReportTexts, reportTexts } from './texts.ts';

/** What every section is written with. */
interface Writing {
  readonly pdf: Pdf;
  readonly content: ReportContent;
  readonly texts: ReportTexts;
  /** Text of people as the font can show it. */
  show(text: string): string;
}

/** Writes the report's sections: facts, ratings, attendance, polls, chat. */
export async function writeReport(
  pdf: Pdf,
  content: ReportContent,
  has: (codePoint: number) => boolean,
): Promise<void> {
  let isReplaced = false;
  const show = (source: string): string => {
    const shown = showable(source, has);
    isReplaced ||= shown.isReplaced;
    return shown.text;
  };
  const writing = { pdf, content, texts: reportTexts[content.lang], show };
  const totals = totalsOf(content.visits);
  writeFacts(writing, totals);
  await writeRatings(writing, totals);
  await writeAttendance(writing);
  writePolls(writing);
  await writeChat(writing);
  if (isReplaced) {
    pdf.y += 12;
    paragraph(pdf, writing.texts.codes);
  }
}

/** The room's date and time, long; reports of a session that passes midnight need both. */
function longTime({ room, lang }: ReportContent, timeMs: number): string {
  const time = DateTime.fromMillis(timeMs, { zone: room.timezone, locale: lang });
  return time.toLocaleString({ dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });
}

/** The time of day; with the day before it when it is not the session's first. */
function shortTime({ room, session }: ReportContent, timeMs: number): string {
  const [time, start] = [timeMs, session.startedAt].map((at) => DateTime.fromMillis(at, { zone: room.timezone }));
  if (time === undefined || start === undefined) return '';
  return time.toFormat(time.hasSame(start, 'day') ? 'HH:mm' : 'MM-dd HH:mm');
}

function decimal({ lang }: ReportContent, value: number): string {
  return new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

function writeFacts({ pdf, content, texts, show }: Writing, totals: Totals): void {
  const { room, session, chat, visits } = content;
  const ended = session.endedAt ?? session.startedAt;
  const length = Math.round((ended - session.startedAt) / 60_000);
  title(pdf, `${texts.title} ${session.id}`, show(room.name));
  facts(pdf, [
    [texts.started, longTime(content, session.startedAt)],
    [texts.ended, longTime(content, ended)],
    [texts.room, String(room.id)],
    [texts.length, `${length} ${texts.minutes.toLowerCase()}`],
    [texts.people, String(totals.people)],
    [texts.most, String(peakOf(session, visits))],
    [texts.visits, String(totals.visits)],
    [texts.messages, String(chat.length)],
    [texts.allMinutes, String(totals.minutes)],
    [texts.averageMinutes, decimal(content, totals.averageMinutes)],
    [texts.zone, room.timezone],
    [
      texts.average,
      totals.averageRating === undefined ? '–' : `${decimal(content, totals.averageRating)} / 5 (${totals.ratings})`,
    ],
  ]);
}

async function writeRatings({ pdf, content, texts, show }: Writing, totals: Totals): Promise<void> {
  heading(pdf, texts.ratings);
  if (totals.ratings === 0) return paragraph(pdf, texts.noRatings);
  const all = totals.byStars.map(([stars, count]) => ({ label: starsOf(stars), count, of: totals.ratings }));
  bars(pdf, all, content.lang);
  const comments = content.visits.filter(({ ratingComment }) => ratingComment !== null && ratingComment !== '');
  if (comments.length === 0) return;
  pdf.y += 6;
  const columns = [
    { label: texts.rating, share: 0.14 },
    { label: texts.name, share: 0.26 },
    { label: texts.message, share: 0.6 },
  ];
  const rows = comments.map(({ rating, nickname, ratingComment }) => {
    return [rating === null ? '–' : starsOf(rating), show(nickname), show(ratingComment ?? '')];
  });
  await table(pdf, columns, rows);
}

function starsOf(stars: number): string {
  return '★'.repeat(stars) + '☆'.repeat(5 - stars);
}

async function writeAttendance({ pdf, content, texts, show }: Writing): Promise<void> {
  heading(pdf, texts.attendees);
  if (content.visits.length === 0) return paragraph(pdf, texts.nobody);
  const columns = [
    { label: texts.name, share: 0.17 },
    { label: texts.email, share: 0.245 },
    { label: texts.role, share: 0.13 },
    { label: texts.entered, share: 0.085 },
    { label: texts.left, share: 0.085 },
    { label: texts.minutes, share: 0.065, isNumber: true },
    { label: texts.device, share: 0.125 },
    { label: texts.rating, share: 0.095 },
  ];
  const row = (visit: Visit): readonly string[] => {
    const entered = visit.enteredAt ?? visit.arrivedAt;
    return [
      show(visit.nickname),
      show(visit.email),
      texts.roles[visit.role],
      shortTime(content, entered),
      shortTime(content, visit.leftAt ?? entered),
      String(minutesOf(visit)),
      show(deviceName(visit.device)),
      visit.rating === null ? '' : starsOf(visit.rating),
    ];
  };
  await table(pdf, columns, content.visits.map(row));
}

function writePolls({ pdf, content, texts, show }: Writing): void {
  const results = pollResults(content.polls, content.visits).map(({ poll, question, ...result }) => {
    return { ...result, asked: `${show(poll)}: ${show(question)}` };
  });
  const [first] = results;
  heading(pdf, texts.polls, first && subheadingHeight(pdf, first.asked, first.answers.length));
  if (first === undefined) paragraph(pdf, texts.noPolls);
  for (const { asked, voters, answers } of results) {
    subheading(pdf, asked, answers.length);
    const all = answers.map(({ value, votes }) => ({ label: show(value), count: votes, of: voters }));
    bars(pdf, all, content.lang);
    paragraph(pdf, `${texts.votes}: ${voters}`);
  }
}

async function writeChat({ pdf, content, texts, show }: Writing): Promise<void> {
  heading(pdf, texts.chat);
  if (content.chat.length === 0) return paragraph(pdf, texts.noChat);
  const columns = [
    { label: texts.time, share: 0.13 },
    { label: texts.name, share: 0.25 },
    { label: texts.message, share: 0.62 },
  ];
  const rows = content.chat.map(({ sentAt, nickname, text }) => {
    return [shortTime(content, sentAt), show(nickname), show(text)];
  });
  await table(pdf, columns, rows);
}
