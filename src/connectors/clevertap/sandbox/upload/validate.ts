import { textOf } from '../http/json.ts';
import { type Fields, isFields } from '../http/route.ts';
import { keysOfRecord } from '../people/identifiers.ts';
import { type Flaw, flaw } from './codes.ts';
import { isOperation } from './operators.ts';

const restricted = new Set([
  'App Launched',
  'App Uninstalled',
  'Notification Bounced',
  'Notification Clicked',
  'Notification Sent',
  'Notification Viewed',
  'Stayed',
  'UTM Visited',
  'Web Page Viewed',
  'wzrk_d',
]);
export const mostProperties = 256;
const longestKeyBytes = 120;
const longestValueBytes = 512;
/** Lists and objects, as JSON. */
const longestWhole = 65_536;
// Milliseconds lie far beyond; events keep their second in 32 bits.
const latestSecond = 0xffffffff;

/** What is wrong with who a record is about, or when it was; undefined when nothing is. */
export function flawOfHead(record: Fields): Flaw | undefined {
  const { objectId, ts } = record;
  if (objectId !== undefined && !isObjectId(objectId)) return flaw(526);
  if (keysOfRecord(record).length === 0) return flaw(523);
  if (ts === undefined || (Number.isInteger(ts) && Number(ts) > 0 && Number(ts) <= latestSecond)) return undefined;
  return flaw(525);
}

export function isObjectId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w!:@$.()-]{1,70}$/.test(value);
}

export function flawOfEvent({ evtName, evtData }: Fields, discarded: readonly string[]): Flaw | undefined {
  if (typeof evtName !== 'string' || evtName.trim() === '') return flaw(509);
  if (restricted.has(evtName)) return flaw(513);
  if (discarded.includes(evtName)) return flaw(528);
  if (evtName.length > longestValueBytes || (evtData !== undefined && !isFields(evtData))) return flaw(512);
  let count = 0;
  for (const name in evtData as Fields | undefined) {
    count += 1;
    if (isTooLong((evtData as Fields)[name])) return flaw(512);
  }
  return count > mostProperties ? flaw(522) : undefined;
}

/** Reserved properties of a profile, and what they may be. */
const rules: readonly (readonly [
  name: string,
  code: Parameters<typeof flaw>[0],
  isValid: (value: unknown) => boolean,
])[] = [
  ['Gender', 514, (value) => oneOf(value, ['m', 'f'])],
  ['Email', 515, (value) => typeof value === 'string' && /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(value)],
  ['Phone', 516, (value) => typeof value === 'string' && /^\+[1-9]\d{6,14}$/.test(value.replace(/[ ()-]/g, ''))],
  ['Employed', 517, (value) => oneOf(value, ['y', 'n'])],
  ['Education', 518, (value) => oneOf(value, ['school', 'college', 'graduate'])],
  ['Married', 519, (value) => oneOf(value, ['y', 'n'])],
  ['Age', 520, (value) => /^\d{1,3}$/.test(textOf(value)) && Number(value) <= 150],
];

export function flawOfProfile({ profileData }: Fields): Flaw | undefined {
  if (!isFields(profileData)) return flaw(524);
  for (const [name, code, isValid] of rules) {
    const given = profileData[name];
    const value = isOperation(given) ? given['$set'] : given;
    if (value !== undefined && value !== null && !isValid(value)) return flaw(code);
  }
  let count = 0;
  for (const name in profileData) {
    count += 1;
    if (isLonger(name, longestKeyBytes) || isTooLong(profileData[name])) return flaw(555);
  }
  return count > mostProperties ? flaw(555) : undefined;
}

function isTooLong(value: unknown): boolean {
  if (typeof value === 'string') return isLonger(value, longestValueBytes);
  return typeof value === 'object' && value !== null && JSON.stringify(value).length > longestWhole;
}

function isLonger(text: string, bytes: number): boolean {
  return text.length > bytes / 4 && Buffer.byteLength(text) > bytes;
}

const tokenTypes: Readonly<Record<string, readonly string[]>> = {
  apns: ['ios'],
  fcm: ['android'],
  gcm: ['android'],
  chrome: ['web'],
  wns: ['windows'],
  mpns: ['windows'],
};

/** What is wrong with a token for a device of this platform; a device that nothing is known of takes any. */
export function flawOfToken({ tokenData }: Fields, platform: string | undefined): Flaw | undefined {
  if (!isFields(tokenData)) return flaw(531);
  const { id, type, keys } = tokenData;
  if (typeof id !== 'string' || id === '') return flaw(532);
  if (typeof type !== 'string' || type === '') return flaw(533);
  const platforms = Object.hasOwn(tokenTypes, type) ? tokenTypes[type] : undefined;
  if (platforms === undefined) return flaw(534);
  if (platform !== undefined && !platforms.includes(platform.toLowerCase())) return flaw(534);
  if (type !== 'chrome') return undefined;
  const isWhole = isFields(keys) && typeof keys['p256dh'] === 'string' && typeof keys['auth'] === 'string';
  return isWhole ? undefined : flaw(535);
}

function oneOf(value: unknown, choices: readonly string[]): boolean {
  return typeof value === 'string' && choices.includes(value.toLowerCase());
}
