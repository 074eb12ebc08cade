import type { World } from '../../../../sandbox/definition.ts';
import { textOf } from '../http/json.ts';
import { Refusal } from '../http/reply.ts';
import { type Fields, isFields } from '../http/route.ts';
import { eventsOf } from '../log/event-log.ts';
import { dayOf, projectOf, secondsOfDays } from '../project.ts';
import { type Condition, conditionsOf } from './conditions.ts';

/** Which events are asked for. */
export interface Query {
  readonly event: string;
  /** Epoch seconds, both included. */
  readonly from: number;
  readonly to: number;
  readonly ofEvent: readonly Condition[];
  readonly ofSession: readonly Condition[];
  readonly ofProfile: readonly Condition[];
}

/** Events that everybody has, even before the first one came. */
const systemEvents = new Set([
  'App Installed',
  'App Launched',
  'App Uninstalled',
  'Charged',
  'Notification Clicked',
  'Notification Sent',
  'Notification Viewed',
  'UTM Visited',
]);

/** What the app answers to a range that lies in the future. */
const futureCode = 4002;

/** Reads a query. Errors: the app's refusals. */
export function queryOf(world: World, fields: Fields): Query {
  const event = eventOf(world, fields['event_name']);
  const { from, to } = rangeOf(world, fields);
  const profile = fields['common_profile_properties'];
  if (profile !== undefined && !isFields(profile)) throw new Refusal('Invalid common_profile_properties');
  for (const name of Object.keys(profile ?? {})) {
    if (name !== 'profile_fields') throw new Refusal(`Invalid common_profile_properties : ${name} is not known here`);
  }
  if (fields['advanced_query'] !== undefined) throw new Refusal('Invalid query : advanced_query is not known here');
  return {
    event,
    from,
    to,
    ofEvent: conditionsOf(fields['event_properties'], 'event_properties'),
    ofSession: conditionsOf(fields['session_properties'], 'session_properties'),
    ofProfile: conditionsOf(profile?.['profile_fields'], 'profile_fields'),
  };
}

/** Refuses days that have not come. */
export function refuseFuture(world: World, fields: Fields): void {
  const today = dayOf(world.clock.now(), projectOf(world).timeZone);
  if (Number(fields['to']) <= today && Number(fields['from']) <= today) return;
  throw new Refusal('Invalid date range : from and to cannot be in the future', { code: futureCode });
}

function eventOf(world: World, name: unknown): string {
  if (typeof name !== 'string' || name === '') throw new Refusal('Invalid event_name : it is mandatory');
  if (eventsOf(world).kind(name) !== undefined || systemEvents.has(name)) return name;
  throw new Refusal(JSON.stringify([`Invalid event : ${name}`]));
}

/** Days may come as numbers or as texts. */
export function rangeOf(world: World, { from, to }: Fields): { readonly from: number; readonly to: number } {
  const days = [from, to].map((day) => (/^\d{8}$/.test(textOf(day)) ? Number(day) : Number.NaN));
  const [first = Number.NaN, last = Number.NaN] = days;
  const seconds = secondsOfDays(first, last, projectOf(world).timeZone);
  if (seconds === undefined) throw new Refusal('Invalid date range : from and to must be days such as 20260131');
  if (seconds.from > seconds.to) throw new Refusal('Invalid date range : from is after to');
  return seconds;
}
