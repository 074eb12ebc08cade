import type { Profile } from './entities.ts';

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
