import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { fileOutput } from '../../../kernel/files.ts';
import { path } from '../../../kernel/http.ts';
import { columns, reportCsv } from '../attendance/columns.ts';
import { attendanceOf, type Held } from '../attendance/report.ts';
import { type Call, inPool, readList, readRoom } from '../calls.ts';
import { roomId } from '../schemas/ids.ts';
import { attendee, registration, session } from '../schemas/session.ts';
import { dayOrMoment, instantIn, timezone } from '../schemas/when.ts';

const mostSessions = 200;

const stay = {
  first_in: z.string().optional().describe('When the person first came in, ISO 8601; absent when not there'),
  last_out: z.string().optional().describe('When the person last left, ISO 8601'),
};

const row = z.object({
  email: z.string().nullable().describe('E-mail address; null when the person gave none'),
  name: z.string().describe('Name of the registration, else the name shown in the room'),
  nicknames: z.array(z.string()).describe('All names the person used in the room'),
  role: z.string().nullable().describe('Highest role the person had: listener, presenter, host …; null when not there'),
  registered: z.boolean().describe('Whether the person had registered'),
  attended: z.boolean().describe('False: registered and did not come'),
  minutes: z.int().describe('Minutes present over all sessions; times on two devices count once'),
  percent: z.int().describe('Share of the length of all sessions, 0 to 100'),
  sessions: z
    .array(
      z.object({
        session_id: z.int().describe('Session id'),
        minutes: z.int().describe('Minutes present in it'),
        ...stay,
      }),
    )
    .describe('Each session the person was in'),
  ...stay,
  rating: z.int().nullable().describe('Stars, 1 to 5; null when not rated'),
  rating_comment: z.string().nullable().describe('What was written with the rating'),
});

export default defineAction({
  name: 'Get Attendance Report',
  description:
    'Who was there, for how long, and who registered but did not come: one row a person over all past sessions of a room, or those of a date range, merged by e-mail (by nickname for people without one). As JSON, or as a CSV file for a spreadsheet with format csv. Times are whole minutes, as the app keeps them. For the raw list of one session use get-session-attendees, for the PDF of the app generate-session-report.',
  effect: 'read',
  phrases: [
    'attendance report',
    'how many minutes was each person present',
    'who registered but did not come',
    'no-shows of a webinar',
    'attendance csv for a spreadsheet',
    'attendance across all sessions of a course',
    'who attended and how long',
    'export attendance to excel',
  ],
  input: z
    .strictObject({
      room_id: roomId,
      session_ids: z
        .array(z.int().min(1))
        .min(1)
        .max(mostSessions)
        .optional()
        .describe("Only these sessions; list-sessions gives them as 'id'"),
      from: dayOrMoment(
        "Only sessions that began at this time or later: '2030-05-01' or '2030-05-01 10:00' in timezone, or ISO 8601 with an offset",
      ).optional(),
      until: dayOrMoment(
        "Only sessions that began before this time, written as from; '2030-06-01' means before that day",
      ).optional(),
      timezone: timezone(
        'IANA time zone of from, until and the times in the report. Default: that of the room',
      ).optional(),
      include_absent: z.boolean().default(true).describe('Also people who registered and did not come. Default true'),
      format: z
        .enum(['json', 'csv'])
        .default('json')
        .describe('json: rows in the answer; csv: a file, and only the counts in the answer. Default json'),
      csv: z
        .strictObject({
          delimiter: z
            .enum([',', ';', 'tab'])
            .default(',')
            .describe("',' or ';' (Excel in most of Europe) or tab. Default ','"),
          columns: z.array(z.enum(columns)).min(1).optional().describe('Columns and their order. Default: all'),
          escape_formulas: z
            .boolean()
            .default(true)
            .describe(
              "Put ' before text that a spreadsheet would run as a formula, such as names that begin with = or +. Default true",
            ),
          byte_order_mark: z
            .boolean()
            .default(true)
            .describe('Begin with a mark by which Excel reads UTF-8. Default true'),
        })
        .optional()
        .describe('How the CSV is written'),
    })
    .refine(({ format, csv }) => csv === undefined || format === 'csv', {
      path: ['csv'],
      error: 'has no effect without format csv',
    }),
  output: z.object({
    room_id: roomId,
    room_name: z.string().describe('Name of the room'),
    timezone: z.string().describe('Time zone of the times'),
    sessions: z.int().describe('How many sessions are counted'),
    session_minutes: z.int().describe('Their length in all'),
    attended: z.int().describe('How many people came'),
    absent: z.int().describe('How many registered and did not come'),
    items: z.array(row).optional().describe('One row a person, most minutes first; with format json'),
    file: fileOutput.optional().describe('The table, with format csv'),
  }),
  example: { input: { room_id: 10005 } },
  async run({ room_id, session_ids, from, until, include_absent, format, csv, ...input }, { call, saveText }) {
    const room = await readRoom(call, room_id);
    const zone = input.timezone ?? room.timezone ?? 'UTC';
    const range = { from: instantIn(zone, from), until: instantIn(zone, until), session_ids };
    const held = await heldSessions(call, room_id, range);
    const address = path`/conferences/${room_id}/registrations/${'all'}`;
    const registrations = await readList(call, address, { item: registration, what: 'registrations' });
    const everybody = attendanceOf(held, { registrations, zone });
    const rows = everybody.filter(({ attended }) => attended || include_absent);
    const came = everybody.filter(({ attended }) => attended).length;
    const delimiter = csv?.delimiter === 'tab' ? '\t' : (csv?.delimiter ?? ',');
    const style = {
      delimiter,
      escapeFormulas: csv?.escape_formulas ?? true,
      byteOrderMark: csv?.byte_order_mark ?? true,
    } as const;
    const table = { name: `attendance-${room_id}.csv`, contentType: 'text/csv; charset=utf-8' };
    return {
      room_id,
      room_name: room.name,
      timezone: zone,
      sessions: held.length,
      session_minutes: Math.round(held.reduce((sum, { session }) => sum + lengthMs(session), 0) / 60_000),
      attended: came,
      absent: everybody.length - came,
      ...(format === 'json'
        ? { items: rows }
        : { file: await saveText({ ...table, text: reportCsv(rows, { ...style, chosen: csv?.columns ?? columns }) }) }),
    };
  },
});

interface Range {
  readonly from: number | undefined;
  readonly until: number | undefined;
  readonly session_ids: readonly number[] | undefined;
}

async function heldSessions(call: Call, roomId: number, { from, until, session_ids }: Range): Promise<Held[]> {
  const all = await readList(call, path`/conferences/${roomId}/sessions`, { item: session, what: 'sessions' });
  const missing = session_ids?.filter((id) => !all.some((entry) => entry.id === id)) ?? [];
  if (missing.length > 0)
    throw new PorinError('upstream_refused', `Room ${roomId} has no session ${missing.join(', ')}`, {
      hint: `Its sessions are ${
        all
          .slice(-10)
          .map(({ id }) => id)
          .join(', ') || 'none'
      }; list-sessions gives them with their dates`,
    });
  const wanted = all.filter(({ id, start_date }) => {
    const start = Date.parse(start_date ?? '');
    const isWanted = session_ids === undefined || session_ids.includes(id);
    return isWanted && (from === undefined || start >= from) && (until === undefined || start < until);
  });
  if (wanted.length > mostSessions)
    throw new PorinError(
      'bad_request',
      `${wanted.length} sessions are too many for one report, which takes ${mostSessions}`,
      {
        hint: 'Narrow it down with from and until',
      },
    );
  return inPool(wanted, 4, async (entry) => {
    const address = path`/conferences/${roomId}/sessions/${entry.id}/attendees`;
    return { session: entry, attendees: await readList(call, address, { item: attendee, what: 'attendees' }) };
  });
}

function lengthMs({ start_date, end_date }: Held['session']): number {
  const ms = Date.parse(end_date ?? '') - Date.parse(start_date ?? '');
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}
