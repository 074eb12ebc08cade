import type { World } from '../../../../sandbox/definition.ts';
import { activityOf } from './activity.ts';
import type { Device, Profile } from './entities.ts';

/** Properties that stand beside the others, by the names that they have there. */
const known = { name: 'Name', email: 'Email', phone: 'Phone' } as const;
const knownNames: ReadonlySet<string> = new Set(Object.values(known));

function headOf({ properties, identities }: Profile): Record<string, unknown> {
  const named = Object.entries(known).filter(([, name]) => properties[name] !== undefined);
  return {
    ...(identities[0] === undefined ? {} : { identity: identities[0] }),
    ...Object.fromEntries(named.map(([shown, name]) => [shown, properties[name]])),
  };
}

function dataOf({ properties }: Profile): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !knownNames.has(name)));
}

function deviceView({ objectId, ...device }: Device): Record<string, unknown> {
  const fields = {
    platform: device.platform,
    os_version: device.osVersion,
    app_version: device.appVersion,
    make: device.make,
    model: device.model,
    push_token: device.pushToken,
    objectId,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A person as profile exports and look-ups show them. */
export function profileRecord(
  world: World,
  profile: Profile,
  without: readonly string[] = [],
): Record<string, unknown> {
  const shows = (part: string): boolean => !without.includes(part);
  return {
    ...headOf(profile),
    objectId: profile.objectId,
    ...(shows('profile') ? { profileData: dataOf(profile) } : {}),
    ...(shows('events') ? { events: activityOf(world).of(profile.id) } : {}),
    ...(shows('app') ? { platformInfo: profile.devices.map(deviceView) } : {}),
  };
}

/** A person as a record of an event shows them: with one device. */
export function personView(world: World, profile: Profile): Record<string, unknown> {
  const device = profile.devices.find(({ platform }) => platform !== undefined) ?? profile.devices[0];
  const { push_token: _, ...shown } = device === undefined ? {} : deviceView(device);
  return {
    objectId: profile.objectId,
    ...headOf(profile),
    ...shown,
    profileData: dataOf(profile),
    events: activityOf(world).of(profile.id),
  };
}
