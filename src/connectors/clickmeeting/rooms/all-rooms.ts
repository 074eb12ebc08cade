import { path } from '../../../kernel/http.ts';
import { type Call, readList } from '../calls.ts';
import { type Room, room } from '../schemas/room.ts';

/** Rooms on one page of the app. */
export const pageSize = 250;

const mostPages = 40;

export type RoomStatus = 'active' | 'inactive';

export interface AllRooms {
  readonly rooms: readonly (Room & { readonly status: string })[];
  /** True when there are more pages than are read. */
  readonly isCut: boolean;
}

/** Every room of these statuses, all pages of them. A room that moves between pages meanwhile is given once. */
export async function allRooms(
  call: Call,
  statuses: readonly RoomStatus[] = ['active', 'inactive'],
  maxPages = mostPages,
): Promise<AllRooms> {
  const found = new Map<number, Room & { readonly status: string }>();
  let isCut = false;
  for (const status of statuses) {
    for (let page = 1; ; page++) {
      const address = path`/conferences/${status}`;
      const rooms = await readList(async (request) => call({ ...request, query: { page } }), address, {
        item: room,
        what: 'rooms',
      });
      const fresh = rooms.filter(({ id }) => !found.has(id));
      for (const entry of fresh) found.set(entry.id, { ...entry, status: entry.status ?? status });
      // A server that does not page its active rooms gives the same ones again.
      if (rooms.length < pageSize || fresh.length === 0) break;
      if (page === maxPages) {
        isCut = true;
        break;
      }
    }
  }
  return { rooms: [...found.values()], isCut };
}
