import type { World } from '../../../../sandbox/definition.ts';
import type { Profile } from '../people/entities.ts';
import { peopleOf } from '../people/people.ts';
import { matchingProfiles } from '../queries/matches.ts';
import { queryOf } from '../queries/query.ts';
import type { Campaign, Mode, Result } from './entities.ts';

type Aim = Pick<Campaign, 'mode' | 'where' | 'recipients' | 'devices'>;

/** The people whom a campaign reaches: those who match and can be reached on its channel. */
export function audienceOf(world: World, aim: Aim): Profile[] {
  const profiles = peopleOf(world).many(candidates(world, aim));
  return [...profiles.values()].filter((profile) => isReachable(profile, aim));
}

/** How many a campaign would reach, by platform for push and by channel otherwise. */
export function estimateOf(world: World, aim: Aim): Record<string, number> {
  const people = audienceOf(world, aim);
  if (aim.mode !== 'push') return { [aim.mode]: people.length };
  const platforms = aim.devices.length === 0 ? ['android', 'ios'] : aim.devices;
  return Object.fromEntries(
    platforms.map((platform) => [platform, people.filter((profile) => hasToken(profile, [platform])).length]),
  );
}

/** Where the messages went: who views and who clicks follows from the campaign and the person, so it never changes. */
export function resultOf(
  campaign: number,
  people: readonly Profile[],
): Result & { readonly viewers: Profile[]; readonly clickers: Profile[] } {
  const viewers = people.filter(({ id }) => share(campaign, id) < viewedShare);
  const clickers = people.filter(({ id }) => share(campaign, id) < clickedShare);
  return { sent: people.length, viewed: viewers.length, clicked: clickers.length, viewers, clickers };
}

const viewedShare = 0.42;
const clickedShare = 0.11;

/** At least 0, less than 1; equal for the same campaign and person. */
function share(campaign: number, id: number): number {
  const mixed = Math.imul(campaign ^ (id * 0x9e3779b1), 0x85ebca6b);
  return ((Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
}

function candidates(world: World, { where, recipients }: Aim): readonly number[] {
  if (recipients !== undefined) return recipients;
  if (where === undefined || Object.keys(where).length === 0) {
    const owners = peopleOf(world).owners();
    return [...owners.keys()].filter((id) => id > 0 && owners[id] === id);
  }
  return matchingProfiles(world, queryOf(world, where));
}

function isReachable(profile: Profile, { mode, devices }: Aim): boolean {
  const { properties, email, phone } = profile;
  const wants = (name: string): boolean => properties[name] !== false;
  const reach: Readonly<Record<Mode, () => boolean>> = {
    push: () => wants('MSG-push') && hasToken(profile, devices.length === 0 ? ['android', 'ios'] : devices),
    webpush: () => wants('MSG-push') && hasToken(profile, ['web']),
    email: () => wants('MSG-email') && email !== undefined,
    sms: () => wants('MSG-sms') && phone !== undefined,
    whatsapp: () => wants('MSG-whatsapp') && phone !== undefined,
    webhook: () => true,
    notificationinbox: () => true,
  };
  return reach[mode]();
}

function hasToken({ devices }: Profile, platforms: readonly string[]): boolean {
  return devices.some(
    ({ platform, pushToken }) => pushToken !== undefined && platforms.includes(platform?.toLowerCase() ?? 'android'),
  );
}
