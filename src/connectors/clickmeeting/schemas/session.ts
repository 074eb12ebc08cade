import { z } from 'zod';
import {
  decimal,
  id,
  int,
  list,
  mapOf,
  nullableInt,
  nullableText,
  object,
  recordOf,
  shape,
  text,
  textOf,
} from '../../../kernel/shape.ts';

const times = {
  start_date: text('ISO 8601 with the offset of the room time zone'),
  end_date: nullableText('ISO 8601 with the offset of the room time zone'),
};

/** One meeting that took place in a room. */
export const session = shape('a session', {
  id: id('Session id: the session_id of other actions'),
  ...times,
  total_visitors: int('How many people came'),
  max_visitors: int('How many were inside at once, at most'),
});

const visitor = shape('an attendee', {
  id: int('Attendee id; get-session-attendees gives it as uid'),
  login: text('Name the attendee entered with'),
  email: nullableText('E-mail address'),
  ...times,
});

// Documented with an underscore, recorded with a space.
const status = {
  schema: z
    .string()
    .optional()
    .describe('NEW: accepted; IN_PROGRESS: being made; FINISHED: url is there; FAILED: it will not come'),
  read: (value: unknown) => textOf(value)?.toUpperCase().replace(' ', '_'),
};

/** How far a PDF report is. */
export const report = shape('a report', {
  status,
  progress: decimal('Percent, 0 to 100'),
  url: nullableText('Address of the finished PDF'),
  generate_pdf_url: nullableText('API address that starts the report; generate-session-report calls it'),
});

const reportOf = {
  schema: report.schema,
  read: (value: unknown) => (recordOf(value) ? report.from(value) : undefined),
};

/** One session with its visitors and the state of its PDF reports. */
export const sessionDetails = shape('a session', {
  id: id('Session id'),
  room_id: id('Room id'),
  ...times,
  total_visitors: int('How many people came'),
  max_visitors: int('How many were inside at once, at most'),
  attendees: list(visitor, 'Who came; get-session-attendees has more about each'),
  pdf: mapOf(reportOf, 'PDF report by language (en, pl, ru, de, es); generate-session-report makes one'),
});

const answer = shape('a poll answer', { value: text('Text of the answer'), points: decimal('Points it was worth') });
const question = shape('a poll question', {
  question: text('The question'),
  answers: list(answer, 'What this attendee answered'),
});
const poll = shape('a poll', { name: text('Name of the poll'), questions: list(question, 'Its questions') });

/** One person in a past session, with rating and poll answers. */
export const attendee = shape('an attendee', {
  uid: text('Attendee id as text'),
  id: nullableInt('Attendee id'),
  nickname: text('Name shown in the room'),
  email: nullableText('E-mail address'),
  role: text('listener, presenter or host'),
  ...times,
  rating: nullableInt('Stars given to the session, 1 to 5; null when not rated'),
  rating_comment: nullableText('What the attendee wrote with the rating'),
  device: nullableText('Browser or app'),
  user_ip: nullableText('IP address'),
  city: nullableText('City'),
  country_iso3: nullableText('Country, three letters'),
  polls: list(poll, 'Polls this attendee answered'),
});

const place = shape('a place', { country: nullableText('Country'), city: nullableText('City') });

/** A person who registered for a room. */
export const registration = shape('a registration', {
  id: id('Registration id'),
  email: text('E-mail address'),
  visitor_nickname: nullableText('Name'),
  registration_date: text('When the person registered, ISO 8601'),
  registration_confirmed: nullableText('When the person confirmed; null when not yet'),
  session_id: nullableInt('Session the person attended; null when none'),
  fields: mapOf(
    { schema: z.string().nullable(), read: (value) => (value === null ? null : textOf(value)) },
    "Answers of the form by its labels: 'First Name', 'Last Name', 'Email Address' and others",
  ),
  url: nullableText("The person's own link to the room"),
  r: nullableText('Registration hash inside that link'),
  http_referer: nullableText('Page the person came from'),
  geo: object(place, 'Where the person registered'),
});
