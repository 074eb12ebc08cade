import type { Device, Profile } from './entities.ts';

const mostDevices = 100;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== ''
    ? value.trim()
    : typeof value === 'number'
      ? String(value)
      : undefined;

const marks = [
  ['identity', 'i:'],
  ['objectId', 'o:'],
  ['FBID', 'f:'],
  ['GPID', 'g:'],
] as const;

/** The identifiers that a record names its person by. */
export function keysOfRecord(record: Readonly<Record<string, unknown>>): string[] {
  return marks.flatMap(([name, mark]) => {
    const value = text(record[name]);
    return value === undefined ? [] : [mark + value];
  });
}

/** The identifier of an e-mail address. */
export function emailKey(email: string): string {
  return `e:${email.trim().toLowerCase()}`;
}

/** All identifiers of a profile. */
export function keysOf({ identities, fbIds, gpIds, devices, email }: Profile): string[] {
  return [
    ...identities.map((value) => `i:${value}`),
    ...devices.map(({ objectId }) => `o:${objectId}`),
    ...fbIds.map((value) => `f:${value}`),
    ...gpIds.map((value) => `g:${value}`),
    ...(email === undefined ? [] : [`e:${email}`]),
  ];
}

/** One profile of two: the older one's values stand where both have one. */
export function mergedProfile(target: Profile, source: Profile): Profile {
  const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])];
  // A device that the API made up says nothing beside a real one.
  const devices = [...target.devices, ...source.devices];
  return {
    ...target,
    identities: union(target.identities, source.identities),
    fbIds: union(target.fbIds, source.fbIds),
    gpIds: union(target.gpIds, source.gpIds),
    email: target.email ?? source.email,
    phone: target.phone ?? source.phone,
    properties: { ...source.properties, ...target.properties },
    devices,
    createdAt: Math.min(target.createdAt, source.createdAt),
  };
}

/** With more identifiers, none of which it has yet but for object ids. */
export function withKeys(profile: Profile, keys: readonly string[]): Profile {
  const added = (mark: string): string[] => keys.filter((key) => key.startsWith(mark)).map((key) => key.slice(2));
  const email = added('e:')[0];
  const known = new Set(profile.devices.map(({ objectId }) => objectId));
  const fresh = added('o:').filter((objectId) => !known.has(objectId));
  return {
    ...profile,
    identities: [...profile.identities, ...added('i:')],
    fbIds: [...profile.fbIds, ...added('f:')],
    gpIds: [...profile.gpIds, ...added('g:')],
    devices: latestDevices([...profile.devices, ...fresh.map((objectId) => ({ objectId }))]),
    ...(email === undefined ? {} : { email }),
  };
}

/** The first one, which the person was known by, and the latest. */
function latestDevices(devices: readonly Device[]): readonly Device[] {
  return devices.length <= mostDevices ? devices : [...devices.slice(0, 1), ...devices.slice(1 - mostDevices)];
}

/** Without those identifiers, but never without an object id. */
export function withoutKeys(profile: Profile, keys: ReadonlySet<string>): Profile {
  const without = (mark: string, values: readonly string[]): string[] =>
    values.filter((value) => !keys.has(mark + value));
  const devices = profile.devices.filter(({ objectId }) => !keys.has(`o:${objectId}`));
  return {
    ...profile,
    identities: without('i:', profile.identities),
    fbIds: without('f:', profile.fbIds),
    gpIds: without('g:', profile.gpIds),
    email: profile.email !== undefined && keys.has(`e:${profile.email}`) ? undefined : profile.email,
    devices: devices.length === 0 ? [{ objectId: profile.objectId }] : devices,
  };
}
