import { z } from 'zod';
import { chat, file, phoneGateway, recording, skin, token } from '../schemas/library.ts';
import { room } from '../schemas/room.ts';
import { attendee, registration, report, session, sessionDetails } from '../schemas/session.ts';
import { wire } from './wire.ts';

const bit = z.int().min(0).max(1);

/** A room as every endpoint sends it; flags of an age are numbers, the others booleans. */
export const wireRoom = wire(room.schema, {
  id: 'Room',
  as: { registration_enabled: bit, paid_enabled: bit, automated_enabled: bit },
  optional: ['password', 'starts_at', 'ends_at', 'ccc', 'parent_id', 'autologin_hash', 'autologin_hashes'],
});

export const wireToken = wire(token.schema, { id: 'AccessToken' });

export const wireSkin = wire(skin.schema, { id: 'Skin', as: { id: z.string() } });

export const wireSession = wire(session.schema, { id: 'Session' });

export const wireReport = wire(report.schema, {
  id: 'Report',
  as: { url: z.string(), generate_pdf_url: z.string() },
  optional: ['status', 'url', 'generate_pdf_url'],
});

/** The app leaves the session's own id out. */
export const wireSessionDetails = wire(sessionDetails.schema, {
  id: 'SessionDetails',
  without: ['id', 'room_id'],
  as: { pdf: z.object({ en: wireReport, pl: wireReport, ru: wireReport, de: wireReport, es: wireReport }) },
});

export const wireAttendee = wire(attendee.schema, {
  id: 'Attendee',
  as: { rating: z.string().nullable() },
  optional: ['id', 'user_ip', 'city', 'country_iso3', 'polls'],
});

export const wireRegistration = wire(registration.schema, {
  id: 'Registration',
  // The text "null" until the person has confirmed.
  as: { registration_confirmed: z.string() },
  optional: ['geo', 'http_referer'],
});

export const wireFile = wire(file.schema, {
  id: 'File',
  as: { status_message: z.string() },
  optional: ['created_at', 'thumbnail_url'],
});

// A number until 2016, a text since.
const size = z.union([z.string(), z.number()]);

export const wireRecording = wire(recording.schema, {
  id: 'Recording',
  as: { recording_file_size: size },
  optional: ['recording_name'],
  without: ['conference_id'],
});

export const wireAccountRecording = wire(recording.schema, {
  id: 'AccountRecording',
  as: { recording_file_size: size },
  optional: ['recording_name'],
});

export const wireChat = wire(chat.schema, { id: 'Chat' });

export const wirePhoneGateway = wire(phoneGateway.schema, {
  id: 'PhoneGateway',
  as: { 'geo.lat': z.string(), 'geo.long': z.string() },
});

/** The body of every refusal. */
export const refusal = z
  .object({
    code: z.int().describe('The status again'),
    name: z.string().describe('A constant such as INVALID_DATES or NOT_FOUND'),
    errors: z
      .array(
        z.object({
          name: z.string().describe('The field or thing that is wrong'),
          message: z.string().describe('What is wrong with it'),
        }),
      )
      .describe('Every complaint'),
  })
  .meta({ id: 'Refusal' });
