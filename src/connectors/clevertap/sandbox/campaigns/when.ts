import { DateTime } from 'luxon';
import type { World } from '../../../../sandbox/definition.ts';
import { textOf } from '../http/json.ts';
import { Refusal } from '../http/reply.ts';
import { isFields } from '../http/route.ts';
import { projectOf } from '../project.ts';

/** When a campaign starts, epoch milliseconds. Errors: the app's refusal of what is no time, or is over. */
export function startOf(world: World, when: unknown): number {
  if (when === undefined) throw new Refusal('when is mandatory');
  if (when === 'now') return world.clock.now();
  if (typeof when === 'string') return parsed(world, when);
  const { type, delivery_date_time: times, start_time: start } = isFields(when) ? when : {};
  if (type === 'now') return world.clock.now();
  if (type !== 'later' && type !== 'recurring') throw new Refusal('Invalid when');
  const [first = start] = Array.isArray(times) ? times : [times];
  return parsed(world, first);
}

function parsed(world: World, text: unknown): number {
  const time = DateTime.fromFormat(textOf(text), 'yyyyMMdd HH:mm', { zone: projectOf(world).timeZone });
  if (!time.isValid) throw new Refusal(`Invalid when : ${textOf(text)}`);
  if (time.toMillis() < world.clock.now() - 60_000) throw new Refusal('Invalid when : it lies in the past');
  return time.toMillis();
}
