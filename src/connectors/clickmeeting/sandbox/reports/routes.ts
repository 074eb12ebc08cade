import { invalid } from '../http/refusal.ts';
import { type Call, ok, type Route } from '../http/route.ts';
import { roomOf } from '../rooms/find.ts';
import { sessionOf } from '../sessions.ts';
import { advanceReport, findReport, isReportLanguage, reportLanguages, reportView, requestReport } from './reports.ts';

function generate(call: Call) {
  const session = sessionOf(call, roomOf(call));
  const lang = (call.params['lang'] ?? '').toLowerCase();
  if (!isReportLanguage(lang)) {
    throw invalid(
      'lang',
      `lang must be one of ${reportLanguages.join(', ')}, not ${JSON.stringify(lang.slice(0, 50))}`,
    );
  }
  const known = findReport(call, session, lang);
  // Whoever asks again after a failure wants another try.
  const isNew = known === undefined || known.status === 'FAILED';
  const report = isNew ? requestReport(call, session, lang) : advanceReport(call, known);
  return ok(reportView(call.world, report));
}

export const reportRoutes: readonly Route[] = [
  { method: 'GET', path: '/conferences/:room/sessions/:session/generate-pdf/:lang', handle: generate },
];
