import type { Role } from '../entities.ts';
import type { Power } from './protocol.ts';

/**
 * What each role may do, in meetings and webinars alike: what sets a meeting apart is that everybody in it may be
 * seen and heard, and that is up to the media.
 */
const powersByRole: Readonly<Record<Role, readonly Power[]>> = {
  host: ['poll', 'lobby', 'admit', 'remove', 'hands', 'roles', 'start', 'end', 'recorder'],
  moderator: ['poll', 'lobby', 'admit', 'remove', 'hands', 'roles'],
  presenter: ['poll', 'hands'],
  guest_speaker: [],
  listener: [],
};

export function powersOf(role: Role): readonly Power[] {
  return powersByRole[role];
}

export function may(role: Role, power: Power): boolean {
  return powersByRole[role].includes(power);
}
