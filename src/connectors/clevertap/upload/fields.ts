import { z } from 'zod';

/** Who a record is about. */
export const whoFields = {
  identity: z.string().min(1).max(1024).optional().describe('Your own id of the person; case-sensitive'),
  objectId: z.string().min(1).optional().describe("The app's id of a device, in place of identity"),
  FBID: z.string().min(1).optional().describe('Facebook id, in place of identity'),
  GPID: z.string().min(1).optional().describe('Google id, in place of identity'),
};

export interface Who {
  readonly identity?: string | undefined;
  readonly objectId?: string | undefined;
  readonly FBID?: string | undefined;
  readonly GPID?: string | undefined;
}

/** The members of a record that say who it is about. */
export function whoOf({ identity, objectId, FBID, GPID }: Who) {
  return {
    ...(identity === undefined ? {} : { identity }),
    ...(objectId === undefined ? {} : { objectId }),
    ...(FBID === undefined ? {} : { FBID }),
    ...(GPID === undefined ? {} : { GPID }),
  };
}

// Milliseconds lie beyond it.
const latestSecond = 100_000_000_000;

/** When something was. */
export const ts = z
  .union([
    z.int().min(1).max(latestSecond, 'is beyond the year 5000: epoch seconds are wanted, not milliseconds'),
    z.iso.datetime({ offset: true, error: 'write ISO 8601 with an offset, or epoch seconds' }),
  ])
  .optional()
  .describe('When it was: ISO 8601 with an offset (2026-11-21T10:00:00Z) or epoch seconds. Default: now');

/** The same in epoch seconds, as a member; nothing when it was not given. */
export function tsOf(written: string | number | undefined) {
  if (written === undefined) return {};
  return { ts: typeof written === 'number' ? written : Math.floor(Date.parse(written) / 1000) };
}

export const dryRun = z
  .boolean()
  .default(false)
  .describe('Only have the records checked, here and by the app; nothing is kept. Default false');

/** Records of an upload: one call may have many batches. */
export function recordsOf<S extends z.ZodType>(record: S, description: string) {
  return z.array(record).min(1).max(50_000).describe(`${description}; 1 to 50,000, sent in batches`);
}
