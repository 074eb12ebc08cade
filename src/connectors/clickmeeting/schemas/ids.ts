import { z } from 'zod';

/** A room by its number. An address or a name in its place is refused with the way from there to the number. */
export const roomId = z
  .preprocess((value, context) => {
    if (typeof value !== 'string' || /^\s*\d*\s*$/.test(value)) return value;
    const shown = JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
    const message = `expected the number of a room, got ${shown}; find-conferences with {"query": ${shown}} gives its id`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }, z.int().min(1))
  .describe(
    "Room id, a whole number; find-conferences and list-conferences give it as 'id'. It is not the 9-digit room_pin that stands in the room's address",
  );

export const sessionId = z.int().min(1).describe("Session id; list-sessions gives it as 'id'");

export const fileId = z.int().min(1).describe("File id; list-files and upload-file give it as 'id'");

export const recordingId = z.int().min(1).describe("Recording id; list-recordings gives it as 'id'");

/** Input of the many actions that need a room and nothing else. */
export const roomOnly = z.strictObject({ room_id: roomId });

/** Input of actions about one past session of a room. */
export const sessionOnly = z.strictObject({ room_id: roomId, session_id: sessionId });

/** Input of actions that need nothing. */
export const nothing = z.strictObject({});

/** An e-mail address, described for where it stands. */
export function email(description: string) {
  // Short, because every schema that an agent reads carries it; the app decides the rest.
  return z
    .email({ pattern: /^[^\s@]+@[^\s@]+\.[^\s@.]+$/, error: 'not an e-mail address' })
    .max(255)
    .describe(description);
}

/** A two-letter language code as e-mails of the app take it. */
export function language(description: string) {
  return z
    .string()
    .regex(/^[a-z]{2}$/, "not a language code; write two small letters such as 'en', 'de' or 'pl'")
    .describe(description);
}

/** An ISO 3166 country code; the app takes either case. */
export function country(description: string) {
  return z
    .string()
    .regex(/^[A-Za-z]{2}$/, "not a country code; write two letters such as 'US', 'GB' or 'PL'")
    .describe(description);
}
