import { z } from 'zod';
import type { Room } from '../schemas/room.ts';
import { beginning, type Mark } from './marks.ts';

const byRoom = <S extends z.ZodType>(value: S) => z.record(z.string().regex(/^\d+$/), value);

/** What a poll of all rooms keeps between two asks; names are short because the cursor carries it. */
export const roomState = z.strictObject({
  /** The only room asked for. */
  r: z.int().optional(),
  /** How far each room is read. */
  m: byRoom(z.array(z.number()).min(1).max(2)),
  /** Rooms that are read for the first time: from when on (epoch ms), or null to begin with what comes next. */
  f: byRoom(z.number().nullable()),
  /** Rooms found closed, and since when (epoch hours): they are followed for a while. -1: they were read to the end after it. */
  c: byRoom(z.int()),
  /** Highest room id seen: a higher one is a new room. */
  h: z.int(),
  /** Room to go on with when not all were read; 0 when a round is over. */
  n: z.int(),
  /** Time of the app at the last poll, epoch ms. */
  a: z.number(),
});

export type RoomState = z.output<typeof roomState>;

/** Rooms are followed so long after they closed: sessions end later than their rooms, recordings take time. */
export const followedHours = 48;

const finished = -1;

type Listed = Pick<Room, 'id' | 'updated_at'>;

/** The rooms to look at now, in order, and the state with what is new about rooms. */
export function roomsToRead<R extends Listed>(
  before: RoomState,
  rooms: readonly R[],
  { isOpen, now, isWhole }: { readonly isOpen: (room: R) => boolean; readonly now: number; readonly isWhole: boolean },
): { readonly due: readonly R[]; readonly state: RoomState } {
  const hour = Math.floor(now / 3_600_000);
  const listed = new Set(rooms.map(({ id }) => String(id)));
  // What is no longer listed was deleted; a list that was cut says nothing.
  const kept = <T>(map: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(map).filter(([id]) => !isWhole || listed.has(id)));
  const state = { ...before, m: kept(before.m), f: kept(before.f), c: kept(before.c), a: now };
  const due = rooms.filter((room) => {
    const { id } = room;
    const isKnown = id in state.m || id in state.f;
    if (!isKnown && id > before.h) state.m[id] = [...beginning];
    // One that was changed may have been open meanwhile.
    else if (!isKnown && (isOpen(room) || Date.parse(room.updated_at ?? '') >= before.a)) state.f[id] = before.a;
    else if (!isKnown) return false;
    if (isOpen(room)) delete state.c[id];
    else state.c[id] ??= hour;
    if (id < before.n) return false;
    return id in state.f || before.r !== undefined || state.c[id] !== finished;
  });
  state.h = Math.max(before.h, ...rooms.map(({ id }) => id));
  due.sort((a, b) => a.id - b.id);
  return { due, state };
}

interface Progress {
  readonly marks: ReadonlyMap<number, Mark>;
  /** Rooms of which nothing is left. */
  readonly whole: readonly number[];
  /** Room to go on with. */
  readonly next: number;
}

/** The state after rooms were read so far. */
export function withMarks(state: RoomState, { marks, whole, next }: Progress): RoomState {
  const read = Object.fromEntries([...marks].map(([id, mark]) => [String(id), [...mark]]));
  const first = Object.entries(state.f).filter(([id]) => !(id in read));
  const hour = Math.floor(state.a / 3_600_000);
  // However long nobody asked: only what was read to its end is let go.
  const over = whole.map(String).filter((id) => hour - (state.c[id] ?? hour) > followedHours);
  const c = { ...state.c, ...Object.fromEntries(over.map((id) => [id, finished])) };
  return { ...state, m: { ...state.m, ...read }, f: Object.fromEntries(first), c, n: next };
}
