import { z } from 'zod';
import type { PollTrigger } from '../../../kernel/action.ts';
import { roomId } from '../schemas/ids.ts';
import { moment } from '../schemas/when.ts';

/** What every poll takes. */
export const pollFields = {
  since: z
    .string()
    .min(1)
    .max(400_000)
    .optional()
    .describe(
      "'cursor' of the answer before; without it polling begins: nothing that is there now is given, or what came since from",
    ),
  from: moment(
    'Only to begin, without since: also give what came since then, ISO 8601 with an offset (2030-05-14T10:00:00+02:00); without an offset it is UTC',
  ).optional(),
  room_id: roomId.optional().describe('Only this room; the same in every poll. Default: all rooms of the account'),
  limit: z
    .int()
    .min(1)
    .max(500)
    .default(50)
    .describe('Most items to give, 1 to 500; the others follow in the next answer. Default 50'),
};

/** Input of a poll. */
export const pollInput = z
  .strictObject(pollFields)
  .refine(({ since, from }) => since === undefined || from === undefined, {
    path: ['from'],
    error: 'has no effect with since, which says where to go on',
  });

export type PollInput = z.output<typeof pollInput>;

export const eventId = z.string().describe('Tells this event from all others; the same event is never given twice');

/** Output of a poll, with items of this kind. */
export function pollOutput<S extends z.ZodType>(item: S, description: string) {
  return z.object({
    items: z.array(item).describe(description),
    cursor: z.string().describe('Pass it as since in the next poll'),
    has_more: z.boolean().describe('True: poll again at once, there is more, or not every room was looked at yet'),
    notes: z.array(z.string()).optional().describe('What to know about this answer'),
  });
}

/** How an engine runs a poll. */
export const pollTrigger: PollTrigger = {
  cursor: 'since',
  items: 'items',
  next: 'cursor',
  more: 'has_more',
  id: 'event_id',
};

/** The member for an answer; nothing when there is nothing to say. */
export function noted(notes: readonly string[]) {
  return notes.length === 0 ? {} : { notes: [...notes] };
}
