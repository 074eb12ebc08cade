import type {
  ChatMessage,
  Invitation,
  Recording,
  Registration,
  Report,
  Room,
  Session,
  Token,
  Visit,
} from '../entities.ts';
import type { Poll, Vote } from '../poll-entities.ts';

/** Collection `deletedRooms`: what support could bring back for one month. */
export interface DeletedRoom {
  /** The room's id. */
  readonly id: number;
  readonly deletedAt: number;
  readonly room: Room;
  /** What went with it, by the name of its collection. */
  readonly belongings: Belongings;
  /** Files of the library that were attached to it. */
  readonly fileIds: readonly number[];
}

/** The documents that belong to one room. */
export interface Belongings {
  readonly tokens: readonly Token[];
  readonly registrations: readonly Registration[];
  readonly invitations: readonly Invitation[];
  readonly sessions: readonly Session[];
  readonly visits: readonly Visit[];
  readonly chatMessages: readonly ChatMessage[];
  readonly recordings: readonly Recording[];
  readonly polls: readonly Poll[];
  readonly votes: readonly Vote[];
  readonly reports: readonly Report[];
}
