import type { World } from '../../../../sandbox/definition.ts';
import { campaignsOf, newCampaignId } from '../campaigns/entities.ts';
import { advanceCampaigns, begin } from '../campaigns/run.ts';
import { eventsOf } from '../log/event-log.ts';
import type { EventRow } from '../log/segment.ts';
import { pickKind } from './catalog.ts';
import { seedPeople } from './people.ts';

const days = 30;
const daySeconds = 86_400;
const demoEvents = 5_000;
/** So many of them lie within the last five minutes. */
const liveEvents = 12;
const earlyOpens = 25;

/** The demo project: some hundred people, what they did in the last thirty days, and a few campaigns. */
export function seedProject(world: World): void {
  world.store.transaction(() => {
    const people = seedPeople(world);
    addEvents(world, { people, count: demoEvents, spanSeconds: days * daySeconds });
    addEvents(world, { people: people.slice(0, earlyOpens), count: liveEvents, spanSeconds: 240 });
    seedCampaigns(world);
  });
}

export interface Wanted {
  readonly people: readonly number[];
  readonly count: number;
  /** They lie within so many seconds before now. */
  readonly spanSeconds: number;
  /** Only of this kind. */
  readonly event?: string;
}

/** Makes events up, oldest first. */
export function addEvents(world: World, { people, count, spanSeconds, event }: Wanted): void {
  const { random, clock } = world;
  const now = Math.floor(clock.now() / 1000);
  const rows = new Map<string, EventRow[]>();
  for (let index = 0; index < count; index += 1) {
    const [name, , properties] = pickKind(random);
    // Evenly in order, so that each kind's events come sorted.
    const when = now - Math.floor(((count - index) / count) * spanSeconds);
    const row: EventRow = [when, random.pick(people), properties(random), sessionOf(world)];
    const kind = event ?? name;
    const known = rows.get(kind);
    if (known === undefined) rows.set(kind, [row]);
    else known.push(row);
  }
  for (const [name, list] of rows) eventsOf(world).append(name, list);
}

function sessionOf({ random }: World): Record<string, unknown> {
  return random.next() < 0.3 ? { utm_source: random.pick(['google', 'newsletter']), utm_medium: 'cpc' } : {};
}

function seedCampaigns(world: World): void {
  const now = world.clock.now();
  const hour = 3_600_000;
  const plans = [
    ['Weekend offer', 'push', now - 6 * 24 * hour],
    ['Monthly letter', 'email', now - 3 * 24 * hour],
    ['Come back', 'sms', now - 24 * hour],
    ['Next sale', 'push', now + 24 * hour],
  ] as const;
  for (const [name, mode, startsAt] of plans) {
    const campaign = campaignsOf(world).insert({
      id: newCampaignId(world),
      name,
      mode,
      source: 'target',
      devices: ['android', 'ios'],
      labels: ['demo'],
      subject: name,
      text: `${name}: have a look at what is new.`,
      startsAt,
      status: 'pending',
    });
    if (startsAt <= now) begin(world, campaign);
  }
  advanceCampaigns(world);
}
