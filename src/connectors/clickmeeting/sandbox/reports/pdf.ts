import { createRequire } from 'node:module';
import { DateTime } from 'luxon';
import type { ChatMessage, ReportLanguage, Room, Session, Visit } from '../entities.ts';
import { type ReportTexts, reportTexts } from './texts.ts';

/** What a report tells. */
export interface ReportContent {
  readonly room: Room;
  readonly session: Session;
  readonly visits: readonly Visit[];
  readonly chat: readonly ChatMessage[];
  readonly lang: ReportLanguage;
  /** When it is made; epoch milliseconds. */
  readonly madeAt: number;
}

type Pdf = PDFKit.PDFDocument;

const margin = 42;
const pageWidth = 595.28 - 2 * margin;

/** The report as a PDF file. The standard PDF fonts have no Polish or Russian letters, so it carries its own. */
export async function renderReport(content: ReportContent): Promise<Uint8Array> {
  // Loaded when the first report is made: it takes 25 MB that most sandboxes never need.
  const { default: PDFDocument } = await import('pdfkit');
  const texts = reportTexts[content.lang];
  const pdf = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    lang: content.lang,
    info: { Title: `${texts.title}: ${content.room.name}`, CreationDate: new Date(content.madeAt) },
  });
  const bytes = collect(pdf);
  const { resolve } = createRequire(import.meta.url);
  pdf.registerFont('text', resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  pdf.registerFont('bold', resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'));
  writeSummary(pdf, content, texts);
  writeAttendees(pdf, content, texts);
  writeComments(pdf, content, texts);
  writePolls(pdf, content, texts);
  writeChat(pdf, content, texts);
  writePageNumbers(pdf);
  pdf.end();
  return bytes;
}

function collect(pdf: Pdf): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    pdf.on('error', reject);
  });
}

function localTime(timeMs: number, zone: string, format: string): string {
  return DateTime.fromMillis(timeMs, { zone }).toFormat(format);
}

function heading(pdf: Pdf, text: string): void {
  if (pdf.y > pdf.page.height - 120) pdf.addPage();
  pdf.moveDown(1).font('bold').fontSize(12).fillColor('#0b3d91').text(text, margin, pdf.y, { width: pageWidth });
  pdf.moveDown(0.3).font('text').fontSize(9).fillColor('#222222');
}

function writeSummary(pdf: Pdf, { room, session, visits }: ReportContent, texts: ReportTexts): void {
  const ratings = visits.flatMap(({ rating }) => (rating === null ? [] : [rating]));
  const average = ratings.reduce((sum, stars) => sum + stars, 0) / ratings.length;
  const time = (timeMs: number): string => localTime(timeMs, room.timezone, 'yyyy-MM-dd HH:mm');
  const facts: readonly (readonly [string, string])[] = [
    [texts.room, `${room.name} (${room.id})`],
    [texts.started, `${time(session.startedAt)} (${room.timezone})`],
    [texts.ended, time(session.endedAt ?? session.startedAt)],
    [texts.people, String(new Set(visits.map(({ visitorKey }) => visitorKey)).size)],
    [texts.most, String(session.maxVisitors)],
    [texts.average, ratings.length === 0 ? texts.none : `${average.toFixed(1)} / 5 (${ratings.length})`],
  ];
  pdf.font('bold').fontSize(18).fillColor('#0b3d91').text(`${texts.title} ${session.id}`);
  pdf.moveDown(0.5).fontSize(10).fillColor('#222222');
  for (const [label, value] of facts) {
    pdf.font('bold').text(`${label}: `, { continued: true }).font('text').text(value);
  }
}

const columnShares = [0.24, 0.3, 0.12, 0.09, 0.09, 0.07, 0.09];

function writeAttendees(pdf: Pdf, { room, visits }: ReportContent, texts: ReportTexts): void {
  heading(pdf, texts.attendees);
  const head = [texts.name, texts.email, texts.role, texts.entered, texts.left, texts.minutes, texts.rating];
  writeRow(pdf, head, 'bold');
  for (const visit of visits) {
    const entered = visit.enteredAt ?? visit.arrivedAt;
    const left = visit.leftAt ?? entered;
    const times = [entered, left].map((timeMs) => localTime(timeMs, room.timezone, 'HH:mm'));
    const minutes = String(Math.round((left - entered) / 60_000));
    writeRow(pdf, [visit.nickname, visit.email, visit.role, ...times, minutes, String(visit.rating ?? '')], 'text');
  }
}

function writeRow(pdf: Pdf, cells: readonly string[], font: 'text' | 'bold'): void {
  pdf.font(font).fontSize(8);
  const widths = columnShares.map((share) => share * pageWidth);
  const height = Math.max(...cells.map((cell, index) => pdf.heightOfString(cell, { width: (widths[index] ?? 0) - 4 })));
  // One long cell must not push a row beyond what a page can hold.
  const rowHeight = Math.min(height, 60);
  if (pdf.y + rowHeight > pdf.page.height - margin - 14) pdf.addPage();
  const top = pdf.y;
  let left = margin;
  for (const [index, cell] of cells.entries()) {
    const width = widths[index] ?? 0;
    pdf.text(cell, left, top, { width: width - 4, height: rowHeight, ellipsis: true });
    left += width;
  }
  const bottom = top + rowHeight + 3;
  pdf
    .moveTo(margin, bottom)
    .lineTo(margin + pageWidth, bottom)
    .lineWidth(0.4)
    .strokeColor('#cccccc')
    .stroke();
  pdf.y = bottom + 3;
  pdf.x = margin;
}

function paragraph(pdf: Pdf, text: string): void {
  pdf.font('text').fontSize(9).text(text, margin, pdf.y, { width: pageWidth });
}

function writeComments(pdf: Pdf, { visits }: ReportContent, texts: ReportTexts): void {
  const comments = visits.filter(({ ratingComment }) => ratingComment !== null && ratingComment !== '');
  if (comments.length === 0) return;
  heading(pdf, texts.comments);
  for (const { rating, nickname, ratingComment } of comments) {
    paragraph(pdf, `${rating ?? '-'}/5  ${nickname}: ${ratingComment ?? ''}`);
  }
}

function writePolls(pdf: Pdf, { visits }: ReportContent, texts: ReportTexts): void {
  const answered = visits.filter(({ polls }) => polls.length > 0);
  if (answered.length === 0) return;
  heading(pdf, texts.polls);
  for (const { nickname, polls } of answered) {
    for (const { name, questions } of polls) {
      for (const { question, answers } of questions) {
        paragraph(pdf, `${name}: ${question} ${nickname}: ${answers.map(({ value }) => value).join(', ')}`);
      }
    }
  }
}

function writeChat(pdf: Pdf, { room, chat }: ReportContent, texts: ReportTexts): void {
  heading(pdf, texts.chat);
  if (chat.length === 0) paragraph(pdf, texts.none);
  for (const { sentAt, nickname, text } of chat) {
    paragraph(pdf, `${localTime(sentAt, room.timezone, 'HH:mm')}  ${nickname}: ${text}`);
  }
}

function writePageNumbers(pdf: Pdf): void {
  const { count } = pdf.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(page);
    // Text below the bottom margin would start a new page.
    pdf.page.margins.bottom = 0;
    pdf.font('text').fontSize(7).fillColor('#777777');
    pdf.text(`${page + 1} / ${count}`, margin, pdf.page.height - 30, { width: pageWidth, align: 'right' });
  }
}
