import { z } from 'zod';
import type { Flaw } from './flaws.ts';

// What only the content of a record may break is no matter of its schema: that would refuse all records for one.

/** Who a record is about. */
export const whoFields = {
  identity: z
    .union([z.string(), z.int()])
    .optional()
    .describe('Your own id of the person; case-sensitive. A number becomes text'),
  objectId: z.string().optional().describe("The app's id of a device, in place of identity"),
  FBID: z.string().optional().describe('Facebook id, in place of identity'),
  GPID: z.string().optional().describe('Google id, in place of identity'),
};

export interface Who {
  readonly identity?: string | number | undefined;
  readonly objectId?: string | undefined;
  readonly FBID?: string | undefined;
  readonly GPID?: string | undefined;
}

/** The members of a record that say who it is about. */
export function whoOf({ identity, objectId, FBID, GPID }: Who): Record<string, string> {
  const given = Object.entries({ identity, objectId, FBID, GPID });
  const texts = given.map(([name, id = '']) => [name, String(id)] as const);
  return Object.fromEntries(texts.filter(([, id]) => id.trim() !== ''));
}

// The year 5138; milliseconds lie beyond it.
const latestSecond = 100_000_000_000;

/** When something was. */
export const ts = z
  .union([z.number(), z.string()])
  .optional()
  .describe('When it was: ISO 8601 with an offset (2026-11-21T10:00:00Z) or epoch seconds. Default: now');

type Time = string | number | undefined;
const isoTime = z.iso.datetime({ offset: true });

/** The same in epoch seconds, as a member; nothing when it was not given. */
export function tsOf(written: Time) {
  if (written === undefined) return {};
  return { ts: typeof written === 'number' ? written : Math.floor(Date.parse(written) / 1000) };
}

/** What is wrong with who a record is about, or when it was. */
export function flawOfHead(record: Who & { readonly ts?: Time }): Flaw | undefined {
  if (Object.keys(whoOf(record)).length === 0) return { code: 523, field: 'identity' };
  const { ts: time } = record;
  if (time === undefined || (typeof time === 'string' && isoTime.safeParse(time).success)) return undefined;
  return Number.isInteger(time) && Number(time) > 0 && Number(time) <= latestSecond
    ? undefined
    : { code: 525, field: 'ts' };
}

export const dryRun = z
  .boolean()
  .default(false)
  .describe('Only have the records checked, here and by the app; nothing is kept. Default false');

/** Records of an upload: one call may have many batches. */
export function recordsOf<S extends z.ZodType>(record: S, description: string) {
  return z.array(record).min(1).max(50_000).describe(`${description}; 1 to 50,000, sent in batches`);
}
