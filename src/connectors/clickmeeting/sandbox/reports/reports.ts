import { Hono } from 'hono';
import type { World } from '../../../../sandbox/definition.ts';
import type { Collections } from '../collections.ts';
import type { Report, ReportLanguage, Room, Session } from '../entities.ts';
import { refusal } from '../files/links.ts';
import { serveBytes } from '../files/serve-bytes.ts';
import { attachment } from '../http/disposition.ts';
import { integerOf } from '../http/fields.ts';
import type { Stage } from '../visits.ts';
import { renderReport } from './pdf.ts';

export const reportLanguages: readonly ReportLanguage[] = ['en', 'pl', 'ru', 'de', 'es'];

/** How long a report takes by the sandbox's clock. */
const reportDurationMs = 2000;

const codeAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function isReportLanguage(text: string): text is ReportLanguage {
  return reportLanguages.some((lang) => lang === text);
}

export function findReport({ db }: Stage, session: Session, lang: ReportLanguage): Report | undefined {
  return db.reports.get(`${session.id}:${lang}`);
}

const failuresKey = 'failing_reports';

/** Makes the next `count` reports that are asked for fail. */
export function failReports(world: World, count: number): void {
  world.store.setState(failuresKey, count);
}

function takeFailure(world: World): boolean {
  const left = world.store.getState<number>(failuresKey) ?? 0;
  if (left > 0) world.store.setState(failuresKey, left - 1);
  return left > 0;
}

/** Notes the wish for a report; it is ready `reportDurationMs` later. One that failed is begun anew. */
export function requestReport({ world, db }: Stage, session: Session, lang: ReportLanguage): Report {
  db.reports.delete(`${session.id}:${lang}`);
  return db.reports.insert({
    id: `${session.id}:${lang}`,
    roomId: session.roomId,
    sessionId: session.id,
    lang,
    requestedAt: world.clock.now(),
    status: 'NEW',
    progress: 0,
    fails: takeFailure(world),
    code: world.random.text(codeAlphabet, 6),
    blobKey: null,
  });
}

/** The report as far as it has come: in progress from the second look on, then finished. */
export function advanceReport({ world, db }: Stage, report: Report): Report {
  if (report.status === 'FINISHED' || report.status === 'FAILED') return report;
  const elapsed = world.clock.now() - report.requestedAt;
  const isDue = elapsed >= reportDurationMs;
  if (isDue && report.fails) return db.reports.update(report.id, { status: 'FAILED' });
  if (isDue) return db.reports.update(report.id, { status: 'FINISHED', progress: 100 });
  const progress = Math.min(95, Math.max(5, Math.round((elapsed / reportDurationMs) * 100)));
  return db.reports.update(report.id, { status: 'IN_PROGRESS', progress });
}

/** `{status, progress}` and, once finished, `url`. */
export function reportView(world: World, report: Report) {
  const { lang, sessionId, code, progress } = report;
  // The documents say IN_PROGRESS; real replies have a space.
  const status = report.status === 'IN_PROGRESS' ? 'IN PROGRESS' : report.status;
  const isFinished = report.status === 'FINISHED';
  return { status, progress, ...(isFinished ? { url: `${world.origin}/panel/pdf/${lang}/${sessionId}/${code}` } : {}) };
}

/** Serves finished reports; like the service it needs no key, the code in the address is enough. */
export function reportFiles(world: World, db: Collections): Hono {
  const app = new Hono();
  // Whoever asks while a report is made gets the same one.
  const making = new Map<string, Promise<Uint8Array | undefined>>();
  const bytesOnce = (report: Report): Promise<Uint8Array | undefined> => {
    const key = `${report.id}:${report.code}`;
    const made = making.get(key) ?? bytesOf({ world, db }, report).finally(() => making.delete(key));
    making.set(key, made);
    return made;
  };
  app.get('/panel/pdf/:lang/:session/:code', async (context) => {
    const { lang, session, code } = context.req.param();
    const report = db.reports.get(`${integerOf(session) ?? 0}:${lang}`);
    const isRight = report !== undefined && report.code === code && report.status === 'FINISHED';
    const bytes = isRight ? await bytesOnce(report) : undefined;
    if (report === undefined || bytes === undefined) return refusal(404, 'There is no such report');
    return serveBytes(context.req.raw, {
      bytes,
      contentType: 'application/pdf',
      disposition: attachment(`report_${report.sessionId}_${report.lang}.pdf`),
      version: `${report.id}-${report.code}`,
    });
  });
  return app;
}

/** Made at the first download, because moving the clock cannot wait for it. */
async function bytesOf(stage: Stage, report: Report): Promise<Uint8Array | undefined> {
  const { db, world } = stage;
  if (report.blobKey !== null) return world.store.getBlob(report.blobKey);
  const room: Room | undefined = db.rooms.get(report.roomId);
  const session = db.sessions.get(report.sessionId);
  if (room === undefined || session === undefined) return undefined;
  const where = { sessionId: session.id };
  const bytes = await renderReport({
    room,
    session,
    visits: db.visits.find({ where }),
    chat: db.chatMessages.find({ where }),
    polls: db.polls
      .find({ where: { roomId: room.id, sessionId: session.id } })
      .filter(({ state }) => state !== 'draft'),
    lang: report.lang,
    madeAt: report.requestedAt,
  });
  if (db.reports.get(report.id) !== undefined) db.reports.update(report.id, { blobKey: world.store.putBlob(bytes) });
  return bytes;
}
