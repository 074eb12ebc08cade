import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';

/** How far a poll has come: opaque to callers, and only of use to the action that gave it. */
export function writeMark<S extends z.ZodType>(key: string, _: S, state: z.input<S>): string {
  return Buffer.from(JSON.stringify([key, state])).toString('base64url');
}

/** Errors: `bad_request` for a cursor that another action gave, or that was changed. */
export function readMark<S extends z.ZodType>(key: string, schema: S, cursor: string): z.output<S> {
  const read = schema.safeParse(stateIn(key, cursor));
  if (read.success) return read.data;
  throw new PorinError('bad_request', `since: '${cursor.slice(0, 60)}' is not a cursor that ${key} gave`, {
    hint: "Pass 'cursor' of the answer before, unchanged; or leave since out to begin anew",
  });
}

function stateIn(key: string, cursor: string): unknown {
  try {
    const [kind, state]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return kind === key ? state : undefined;
  } catch {
    // Not what writeMark makes; the caller is told so.
    return undefined;
  }
}

export const since = z
  .string()
  .min(1)
  .max(200_000)
  .optional()
  .describe("'cursor' of the answer before; without it polling begins, and nothing that is there now is given");

export const pollTrigger = {
  cursor: 'since',
  items: 'items',
  next: 'cursor',
  more: 'has_more',
  id: 'event_id',
} as const;

/** Output of a poll, with items of this kind. */
export function pollOutput(item: z.ZodType, description: string) {
  return z.object({
    items: z.array(item).describe(description),
    cursor: z.string().describe('Pass it as since in the next poll'),
    has_more: z.boolean().describe('True: poll again at once, there is more'),
  });
}

export const eventId = z.string().describe('Tells this event from all others; the same event is never given twice');
