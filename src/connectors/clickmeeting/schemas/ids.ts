import { z } from 'zod';

export const roomId = z
  .int()
  .min(1)
  .describe("Room id; list-conferences gives it as 'id' (it is not the 9-digit room_pin of the room's address)");

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
