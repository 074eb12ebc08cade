import type { RunTools } from '../../../kernel/action.ts';
import { type Call, inPool, isRefusal, readRoom, refusedStatus } from '../calls.ts';
import { allRooms } from '../rooms/all-rooms.ts';
import type { Room } from '../schemas/room.ts';
import { readInstant } from '../time/zone-time.ts';
import { appTimeOf } from './app-time.ts';
import { type CursorKind, readCursor, requireSameRoom, writeCursor } from './cursor.ts';
import type { PollInput } from './face.ts';
import { beginning, type Entry, type Found, type Mark, takeInOrder } from './marks.ts';
import { followedHours, type RoomState, type roomState, roomsToRead, withMarks } from './room-state.ts';

/** What can be new in a room, and how it is read. */
export interface RoomSource<T> {
  readonly cursor: CursorKind<typeof roomState>;
  /** Whether something new can come in the room. */
  isOpen(room: Room): boolean;
  /** How far the room is now: what comes later has a greater mark. */
  newest(call: Call, room: Room): Promise<Mark>;
  /** What came after the mark, and after `from` (epoch ms) when it is given; in the order of the marks. */
  read(
    call: Call,
    room: Room,
    after: { readonly mark: Mark; readonly from: number | undefined },
  ): Promise<Omit<Found<T>, 'roomId'>>;
}

/** Requests after which no further room is looked at in one poll; those that list the rooms are not counted. */
const mostCalls = 60;
const width = 4;

/** One poll over rooms: what is new since the cursor, each thing once, and the next cursor. Errors leave the cursor as it was. */
export async function pollRooms<T>(
  source: RoomSource<T>,
  input: PollInput,
  { call, facts }: Pick<RunTools, 'call' | 'facts'>,
) {
  const before = input.since === undefined ? undefined : readCursor(source.cursor, input.since);
  if (before) requireSameRoom(before.r, input.room_id);
  const { rooms, isWhole, notes } = await listed(call, input.room_id, before !== undefined);
  const now = appTimeOf(rooms, facts.now);
  const begun = before ?? start(source, { ...input, now }, rooms);
  const { due, state } = roomsToRead(begun, rooms, { isOpen: source.isOpen, now, isWhole });
  const scan = await scanned(source, { call, due, state, limit: input.limit });
  const { items, marks, isCut } = takeInOrder(scan.found, input.limit);
  // What was not given comes first again, then the rooms that were not looked at.
  const isRead = (found: Found<T>) => !found.isCut && marks.get(found.roomId) === found.end;
  const idsOf = (found: readonly Found<T>[]) => found.map(({ roomId }) => roomId);
  const cut = idsOf(scan.found.filter((found) => !isRead(found)));
  const whole = idsOf(scan.found.filter(isRead));
  const waiting = [...cut, ...scan.left.map(({ id }) => id)];
  const next = waiting.length === 0 ? 0 : Math.min(...waiting);
  const left = `${scan.left.length} rooms were not looked at yet: ask again at once with this cursor`;
  return {
    items,
    cursor: writeCursor(source.cursor, withMarks(state, { marks, whole, next })),
    has_more: isCut || waiting.length > 0,
    notes: [...notes, ...scan.notes, ...(scan.left.length === 0 ? [] : [left])],
  };
}

async function listed(call: Call, roomId: number | undefined, isGoingOn: boolean) {
  if (roomId === undefined) {
    const { rooms, isCut } = await allRooms(call);
    return {
      rooms,
      isWhole: !isCut,
      notes: isCut ? [`Only ${rooms.length} rooms were looked at; name a room_id for others`] : [],
    };
  }
  try {
    return { rooms: [await readRoom(call, roomId)], isWhole: true, notes: [] };
  } catch (error) {
    // A room that is deleted while it is polled has nothing new; one that never was is a mistake.
    if (!isGoingOn || refusedStatus(error) !== 404) throw error;
    return { rooms: [], isWhole: true, notes: [`Room ${roomId} is gone; nothing more will come`] };
  }
}

/** Where polling begins: with what comes next, or with what came since `from`, of every room that is open or was then. */
function start<T>(
  { isOpen }: RoomSource<T>,
  { from, room_id, now }: PollInput & { readonly now: number },
  rooms: readonly Room[],
): RoomState {
  const since = from === undefined ? undefined : readInstant(from, 'UTC');
  // A meeting may go on in a room that has just closed.
  const earliest = since ?? now - followedHours * 3_600_000;
  const isWanted = (room: Room) => isOpen(room) || room_id !== undefined || !(lastSign(room) < earliest);
  const first = rooms.filter(isWanted).map(({ id }) => [id, since ?? null] as const);
  return {
    ...(room_id === undefined ? {} : { r: room_id }),
    ...{ m: {}, f: Object.fromEntries(first), c: {}, n: 0, a: now },
    h: Math.max(0, ...rooms.map(({ id }) => id)),
  };
}

/** When a room last changed or ended, and so perhaps was open; a day is added for meetings that go on. */
function lastSign({ updated_at, ends_at }: Room): number {
  const times = [updated_at, ends_at].map((written) => Date.parse(written ?? '')).filter((at) => !Number.isNaN(at));
  return times.length === 0 ? Number.NaN : Math.max(...times) + 86_400_000;
}

interface Scan {
  readonly call: Call;
  readonly due: readonly Room[];
  readonly state: RoomState;
  readonly limit: number;
}

async function scanned<T>(source: RoomSource<T>, { call, due, state, limit }: Scan) {
  let calls = 0;
  const counted: Call = (request) => {
    calls += 1;
    return call(request);
  };
  const found: Found<T>[] = [];
  const notes: string[] = [];
  let next = 0;
  while (
    next < due.length &&
    calls < mostCalls &&
    found.reduce((sum, { entries }) => sum + entries.length, 0) < limit
  ) {
    const some = due.slice(next, next + width);
    next += some.length;
    const read = await inPool(some, width, (room) => readOne(source, { call: counted, room, state }));
    for (const one of read) {
      if (typeof one === 'string') notes.push(one);
      else if (one) found.push(one);
    }
  }
  return { found, notes, left: due.slice(next) };
}

/** One room; undefined when it was deleted meanwhile, a note when the app refuses it. */
async function readOne<T>(
  source: RoomSource<T>,
  { call, room, state }: { readonly call: Call; readonly room: Room; readonly state: RoomState },
): Promise<Found<T> | string | undefined> {
  const from = state.f[room.id];
  try {
    if (from === null) {
      const entries: Entry<T>[] = [];
      return { roomId: room.id, entries, end: await source.newest(call, room), isCut: false };
    }
    const mark = state.m[room.id] ?? beginning;
    return { roomId: room.id, ...(await source.read(call, room, { mark, from })) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return refusedStatus(error) === 404 ? undefined : `Room ${room.id} was left out: ${error.message}`;
  }
}
