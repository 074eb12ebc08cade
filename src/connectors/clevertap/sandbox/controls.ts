import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { defineControl, type SandboxControl } from '../../../sandbox/definition.ts';
import { eventsOf } from './log/event-log.ts';
import { peopleOf } from './people/people.ts';
import { changeProject, regions } from './project.ts';
import { addEvents } from './seed/seed.ts';

const setBehaviour = defineControl({
  summary: 'Makes the project as difficult as real ones can be, and shows how it is set',
  input: z.strictObject({
    partialCounts: z.boolean().optional().describe('Counts answer "partial" and a req_id to ask again with'),
    slowPages: z.int().min(0).max(20).optional().describe('How often a page or a count is not ready before it comes'),
    oddPages: z.boolean().optional().describe('Pages in multiples of 23; a batch_size below 23 gives 989 records'),
    latencyMs: z
      .int()
      .min(0)
      .max(60_000)
      .optional()
      .describe('What each request takes; makes the limits of 15 and 3 felt'),
    notReady: z
      .enum(['conflict', 'error', 'empty'])
      .optional()
      .describe('What a report that is not ready answers: HTTP 409, HTTP 500, or HTTP 200 without a result'),
    discard: z.string().optional().describe('Names of events that the project discards (code 528), comma between'),
    deleteAfterMinutes: z.int().min(0).max(100_000).optional().describe('How long a deletion takes; an hour at first'),
    timeZone: z.string().optional().describe('Zone of the days in queries, such as Asia/Kolkata; UTC at first'),
  }),
  examples: ['set-behaviour --partial-counts --slow-pages 2', 'set-behaviour --not-ready error --latency-ms 300'],
  run: (world, { discard, deleteAfterMinutes, timeZone, ...change }) => {
    if (timeZone !== undefined && !isZone(timeZone)) {
      throw new PorinError('bad_request', `timeZone: ${timeZone} is no time zone`, { hint: 'Such as Asia/Kolkata' });
    }
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return changeProject(world, {
      ...given,
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(discard === undefined ? {} : { discarded: namesIn(discard) }),
      ...(deleteAfterMinutes === undefined ? {} : { deleteAfterMs: deleteAfterMinutes * 60_000 }),
    });
  },
});

const setRegion = defineControl({
  summary: 'Moves the project to another region: addresses of the others then refuse its credentials',
  input: z.strictObject({ region: z.enum(regions).describe('The region; us1 at first') }),
  examples: ['set-region --region in1'],
  run: (world, { region }) => ({
    region: changeProject(world, { region }).region,
    urls: Object.fromEntries(regions.map((name) => [name, `${world.origin}/${name}/1`])),
  }),
});

const track = defineControl({
  summary: 'Makes events up: of the demo shop, or of one name',
  input: z.strictObject({
    count: z.int().min(1).max(2_000_000).default(100).describe('How many'),
    event: z.string().min(1).max(512).optional().describe('Only of this name; the kinds of the demo shop when absent'),
    identity: z.string().optional().describe('Only of this person; of everybody when absent'),
    minutes: z.int().min(1).max(525_600).default(60).describe('They lie within so many minutes before now'),
  }),
  examples: ['track', 'track --count 50 --event "Product Viewed" --identity user-1001 --minutes 5'],
  run: (world, { count, event, identity, minutes }) => {
    const people = identity === undefined ? everybody(world) : [peopleOf(world).find(`i:${identity}`) ?? 0];
    if (people.length === 0 || people[0] === 0) {
      throw new PorinError('not_found', `identity: nobody ${identity === undefined ? 'at all' : `has ${identity}`}`, {
        hint: 'Upload a profile first, or reset the sandbox to its demo data',
      });
    }
    world.store.transaction(() =>
      addEvents(world, { people, count, spanSeconds: minutes * 60, ...(event === undefined ? {} : { event }) }),
    );
    return {
      added: count,
      events: Object.fromEntries(
        eventsOf(world)
          .kinds()
          .map(({ name }) => [name, eventsOf(world).size(name)]),
      ),
    };
  },
});

function everybody(world: Parameters<typeof peopleOf>[0]): number[] {
  const { profiles } = peopleOf(world);
  return profiles.find({ limit: 10_000 }).map(({ id }) => id);
}

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    // The constructor throws for what is no zone.
    return false;
  }
}

/** What only the sandbox can do. */
export const controls: Readonly<Record<string, SandboxControl>> = {
  'set-behaviour': setBehaviour,
  'set-region': setRegion,
  track,
};
