import type { Collection, Document } from '../../../sandbox/collection.ts';
import type { Store } from '../../../sandbox/store.ts';
import type {
  ChatMessage,
  Contact,
  Invitation,
  LibraryFile,
  Recording,
  Registration,
  Report,
  Room,
  Session,
  Token,
  Visit,
} from './entities.ts';
import { type WatchedName, watched } from './live/watch.ts';
import type { Poll, Vote } from './poll-entities.ts';
import type { DeletedRoom } from './rooms/deleted-room.ts';

/** Every collection of the sandbox with its indexes; the one place that knows their names. */
function openAll(store: Store) {
  return {
    ...openWatched(store),
    deletedRooms: store.collection<DeletedRoom>('deleted_rooms', { indexes: ['deletedAt'] }),
    tokens: store.collection<Token>('tokens', {
      indexes: [
        ['roomId', 'serial'],
        ['roomId', 'sentToKey', 'serial'],
      ],
    }),
    registrations: store.collection<Registration>('registrations', { indexes: ['roomId', 'r', 'emailKey'] }),
    contacts: store.collection<Contact>('contacts'),
    invitations: store.collection<Invitation>('invitations', { indexes: ['roomId'] }),
    files: store.collection<LibraryFile>('files', { indexes: ['accountId'] }),
    recordings: store.collection<Recording>('recordings', { indexes: ['roomId', 'sessionId'] }),
    reports: store.collection<Report>('reports', { indexes: ['sessionId', 'roomId'] }),
  };
}

/** Those whose writes are told to open pages. */
function openWatched(store: Store) {
  const seen = <T extends Document>(name: WatchedName, collection: Collection<T>) => watched(store, name, collection);
  return {
    rooms: seen(
      'rooms',
      store.collection<Room>('rooms', {
        indexes: [
          'nameUrl',
          'roomPin',
          ['accountId', 'status', 'startsAt'],
          ['accountId', 'status', 'archivedAt'],
          ['status', 'archivedAt', 'updatedAt'],
        ],
      }),
    ),
    sessions: seen('sessions', store.collection<Session>('sessions', { indexes: ['roomId'] })),
    visits: seen(
      'visits',
      store.collection<Visit>('visits', {
        indexes: ['sessionId', ['visitorKey', 'roomId'], 'token', 'state', ['roomId', 'state'], ['roomId', 'removed']],
      }),
    ),
    chatMessages: seen(
      'chatMessages',
      store.collection<ChatMessage>('chat_messages', { indexes: ['sessionId', 'roomId'] }),
    ),
    polls: seen('polls', store.collection<Poll>('polls', { indexes: ['roomId'] })),
    votes: seen('votes', store.collection<Vote>('votes', { indexes: ['pollId', 'visitId'] })),
  };
}

export type Collections = ReturnType<typeof openAll>;

const known = new WeakMap<Store, Collections>();

/** The collections of a store; opened once. */
export function openCollections(store: Store): Collections {
  const opened = known.get(store) ?? openAll(store);
  known.set(store, opened);
  return opened;
}
