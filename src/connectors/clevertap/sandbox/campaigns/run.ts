import type { World } from '../../../../sandbox/definition.ts';
import { textOf } from '../http/json.ts';
import { Refusal } from '../http/reply.ts';
import { eventsOf } from '../log/event-log.ts';
import type { Profile } from '../people/entities.ts';
import { audienceOf, resultOf } from './audience.ts';
import { type Campaign, campaignsOf } from './entities.ts';

/** How long a campaign runs before its report is ready. */
const runMs = 5 * 60_000;
const mostLetters = 100;

/** Starts campaigns whose time has come, and completes those that ran long enough. */
export function advanceCampaigns(world: World): void {
  const now = world.clock.now();
  const campaigns = campaignsOf(world);
  for (const campaign of campaigns.find({ where: { status: 'pending', startsAt: { lte: now } } })) {
    begin(world, campaign);
  }
  for (const { id } of campaigns.find({ where: { status: 'running', startsAt: { lte: now - runMs } } })) {
    campaigns.update(id, { status: 'completed' });
  }
}

/** Sends a campaign's messages: each leaves an event, and each e-mail a message in the outbox. */
export function begin(world: World, campaign: Campaign): void {
  const people = reached(world, campaign);
  const { viewers, clickers, ...result } = resultOf(campaign.id, people);
  const second = Math.floor(campaign.startsAt / 1000);
  const properties = { 'Campaign id': campaign.id, 'Campaign type': campaign.mode, 'Campaign name': campaign.name };
  const log = eventsOf(world);
  const note = (name: string, who: readonly Profile[], later: number): void =>
    log.append(
      name,
      who.map(({ id }) => [second + later, id, properties] as const),
    );
  note('Notification Sent', people, 0);
  note('Notification Viewed', viewers, 60);
  note('Notification Clicked', clickers, 90);
  if (campaign.mode === 'email') for (const profile of people.slice(0, mostLetters)) write(world, campaign, profile);
  campaignsOf(world).update(campaign.id, { status: 'running', result });
}

/** A query that is refused by now, such as one for an event that was forgotten, reaches nobody. */
function reached(world: World, campaign: Campaign): Profile[] {
  try {
    return audienceOf(world, campaign);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

function write({ outbox }: World, { subject, text }: Campaign, { properties }: Profile): void {
  const isHtml = /<[a-z!][^>]*>/i.test(text);
  outbox.send({
    from: 'Demo project <hello@project.example>',
    to: textOf(properties['Email']),
    subject,
    text: isHtml ? text.replace(/<[^>]*>/g, ' ') : text,
    ...(isHtml ? { html: text } : {}),
  });
}
