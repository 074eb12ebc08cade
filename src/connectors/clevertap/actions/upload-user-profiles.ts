import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { dryRun, flawOfHead, recordsOf, ts, tsOf, whoFields, whoOf } from '../upload/fields.ts';
import { flawOfProfile } from '../upload/flaws.ts';
import { uploadOutput } from '../upload/report.ts';
import { sendAll } from '../upload/send-batches.ts';

const properties = z
  .record(z.string(), z.unknown())
  .default({})
  .describe(
    'Properties to set; others stay. The app knows Name, Email, Phone (+ and country code), Gender M/F, Employed Y/N, Education, Married Y/N, Age, DOB ($D_ and epoch seconds), Photo, Tz, MSG-email, MSG-push, MSG-sms; any other name is custom. {"$add": [..]}, {"$remove": [..]} and {"$incr": 10} change a value',
  );

export default defineAction({
  name: 'Upload User Profiles',
  description:
    'Creates or updates the profiles of people: properties that are not named stay as they are. A bad record never loses the good ones: each that is not taken is given by its number, with the field and why.',
  effect: 'write',
  previewInput: 'dry_run',
  phrases: ['create users', 'update user properties', 'import people', 'set a user attribute', 'bulk upload profiles'],
  input: z.strictObject({
    profiles: recordsOf(z.strictObject({ ...whoFields, properties, ts }), 'The people'),
    dry_run: dryRun,
  }),
  output: uploadOutput,
  example: {
    input: {
      profiles: [{ identity: 'user-9001', properties: { Name: 'Ada Example', Email: 'ada@example.com', Plan: 'pro' } }],
    },
  },
  run: ({ profiles, dry_run }, tools) =>
    sendAll(tools, {
      path: '/upload',
      records: profiles.map((profile) => ({
        type: 'profile',
        ...whoOf(profile),
        ...tsOf(profile.ts),
        profileData: profile.properties,
      })),
      batchSize: 1_000,
      flawOf(index) {
        const { properties: set = {}, ...head } = profiles[index] ?? {};
        return flawOfHead(head) ?? flawOfProfile(set);
      },
      dryRun: dry_run,
      whenUnknown:
        'Upload the unknown records again: a profile that is set twice is the same, unless it has $incr, $add or $remove; for those, get-user-profile shows what was taken',
    }),
});
