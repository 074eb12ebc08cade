import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { isPorinError } from '../../../kernel/errors.ts';
import type { HttpRequest } from '../../../kernel/http.ts';
import { intOf, recordOf } from '../../../kernel/shape.ts';
import { form } from '../form.ts';
import { duration, moment } from '../schemas/when.ts';

// Whether the account's plan allows one more event then; 409 and 422 are how the app says no.
const booked = new Set([409, 422]);

export default defineAction({
  name: 'Check Availability',
  description:
    'Tells whether the account can hold one more event at a given time, before you schedule it: plans limit how many events may overlap. Changes nothing.',
  effect: 'read',
  phrases: [
    'is this time slot free',
    'is there room for another webinar at that time',
    'check for overlapping events',
    'is the slot available',
    'find a free time for a meeting',
    'does one more event fit then',
  ],
  input: z.strictObject({
    start_time: moment(
      "Start: ISO 8601 with an offset (2030-05-14T10:00:00+02:00), or 'YYYY-MM-DD HH:mm', which is read as UTC",
    ),
    duration: duration("Length as hours:minutes: '1:30' is 90 minutes. A number is refused"),
    room_id: z
      .int()
      .min(1)
      .optional()
      .describe('Room to leave out of account, when you want to move it; list-conferences gives it'),
  }),
  output: z.object({
    available: z.boolean().describe('True when an event fits'),
    message: z.string().optional().describe('What the app says when it does not fit'),
  }),
  example: { input: { start_time: '2030-05-14T10:00:00+02:00', duration: '1:30' } },
  async run(input, tools) {
    try {
      const { status } = await tools.call(question(input));
      return { available: !booked.has(status) };
    } catch (error) {
      const status = isPorinError(error) ? intOf(recordOf(error.details)?.['status']) : undefined;
      if (!isPorinError(error) || status === undefined || !booked.has(status)) throw error;
      return { available: false, message: error.message };
    }
  },
});

function question(input: { start_time: string; duration: string; room_id?: number | undefined }): HttpRequest {
  // Whole hours as a number, as the vendor's own plugin asks; anything else as rooms take it.
  const hours = /^(\d{1,2}):00$/.exec(input.duration)?.[1];
  const fields = {
    start_time: utc(input.start_time),
    duration: hours === undefined ? input.duration : Number(hours),
    id: input.room_id ?? 0,
  };
  return { method: 'POST', path: '/conference/availability', body: form(fields) };
}

function utc(written: string): string {
  const iso = written.replace(' ', 'T');
  const hasOffset = /(?:Z|[+-]\d{2}:?\d{2})$/.test(iso);
  const date = new Date(hasOffset ? iso.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') : `${iso}Z`);
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
