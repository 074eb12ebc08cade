import type { World } from '../../../sandbox/definition.ts';

/** Now, in epoch seconds, as the service writes times. */
export function seconds({ clock }: Pick<World, 'clock'>): number {
  return Math.floor(clock.now() / 1000);
}

/** `2026-11-20`, of epoch seconds, in UTC. */
export function dayOf(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10);
}
