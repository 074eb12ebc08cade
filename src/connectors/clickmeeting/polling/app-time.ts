import type { Room } from '../schemas/room.ts';

/**
 * The app's own time when it gave the rooms, which their role hashes end with; the gateway's clock may be another. Units: epoch ms, cut to
 * the minute, as the app cuts the times of sessions. `fallback` is taken when the hashes do not tell.
 */
export function appTimeOf(rooms: readonly Room[], fallback: number): number {
  const told = rooms.flatMap((room) => shownBy(room) ?? []);
  // The first of the lists: what came after it was not seen.
  const at = told.length === 0 ? fallback : Math.min(...told);
  return at - (at % 60_000);
}

/** Undefined unless all hashes of the room agree, since nothing promises what they end with. */
function shownBy({ access_role_hashes: hashes }: Room): number | undefined {
  const ends = [hashes?.listener, hashes?.presenter, hashes?.host].map(
    (hash) => /^[0-9a-f]{24}([0-9a-f]{8})$/.exec(hash ?? '')?.[1],
  );
  const [first] = ends;
  return first === undefined || ends.some((end) => end !== first) ? undefined : Number.parseInt(first, 16) * 1000;
}
