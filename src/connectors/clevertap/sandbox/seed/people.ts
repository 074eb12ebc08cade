import type { World } from '../../../../sandbox/definition.ts';
import type { Device } from '../people/entities.ts';
import { peopleOf } from '../people/people.ts';

const first = [
  'Ava',
  'Ben',
  'Chloe',
  'Dev',
  'Elena',
  'Farid',
  'Grace',
  'Hugo',
  'Ines',
  'Jack',
  'Kavya',
  'Liam',
  'Maya',
  'Noah',
  'Olga',
  'Priya',
  'Quinn',
  'Rosa',
  'Sam',
  'Tara',
];
const last = [
  'Stone',
  'Okafor',
  'Nowak',
  'Rossi',
  'Silva',
  'Meyer',
  'Kim',
  'Patel',
  'Haddad',
  'Larsen',
  'Dubois',
  'Moreau',
  'Garcia',
  'Tanaka',
  'Novak',
];
const cities = [
  ['Warsaw', 'Europe/Warsaw'],
  ['Mumbai', 'Asia/Kolkata'],
  ['Austin', 'America/Chicago'],
  ['Jakarta', 'Asia/Jakarta'],
  ['Dubai', 'Asia/Dubai'],
] as const;
const plans = ['free', 'free', 'free', 'plus', 'pro'];
const devices: readonly (readonly [platform: string, osVersion: string, make: string, model: string])[] = [
  ['Android', '15', 'Google', 'Pixel 9'],
  ['Android', '14', 'Samsung', 'Galaxy S24'],
  ['iOS', '18.1', 'Apple', 'iPhone16,2'],
  ['Web', '131', 'Chrome', 'Desktop'],
];

export const demoPeople = 300;

/** The people of the demo project: `user-1001` and those after. Gives their numbers. */
export function seedPeople(world: World): number[] {
  const people = peopleOf(world);
  return Array.from({ length: demoPeople }, (_, index) => {
    const { random } = world;
    const number = 1001 + index;
    const [name, surname] = [first[index % first.length] ?? 'Ava', last[index % last.length] ?? 'Stone'];
    const email = `${name}.${surname}.${number}@example.com`;
    const [city, zone] = random.pick(cities);
    const id = people.resolve([`i:user-${number}`, `e:${email.toLowerCase()}`]);
    people.change(id, (profile) => ({
      ...profile,
      phone: `1415555${number}`,
      devices: profile.devices.map((device) => ({ ...device, ...deviceOf(world) })),
      properties: {
        Name: `${name} ${surname}`,
        Email: email,
        Phone: `+1415555${number}`,
        Gender: random.pick(['M', 'F']),
        Age: random.int(18, 70),
        Plan: random.pick(plans),
        City: city,
        Tz: zone,
        'MSG-email': index % 10 !== 0,
        'MSG-push': index % 15 !== 0,
        'MSG-sms': true,
      },
    }));
    return id;
  });
}

const tokenTypes: Readonly<Record<string, string>> = { Android: 'fcm', iOS: 'apns', Web: 'chrome' };

function deviceOf({ random }: World): Omit<Device, 'objectId'> {
  const [platform, osVersion, make, model] = random.pick(devices);
  const token = {
    pushToken: random.text('abcdefghijklmnopqrstuvwxyz0123456789', 32),
    tokenType: tokenTypes[platform] ?? 'fcm',
  };
  return {
    platform,
    osVersion,
    appVersion: `4.${random.int(0, 9)}`,
    make,
    model,
    ...(random.next() < 0.8 ? token : {}),
  };
}
