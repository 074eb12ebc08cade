import type { Store } from '../../../sandbox/store.ts';
import type {
  ChatMessage,
  Contact,
  DeletedRoom,
  Invitation,
  LibraryFile,
  Poll,
  Recording,
  Registration,
  Report,
  Room,
  Session,
  Token,
  Visit,
  Vote,
} from './entities.ts';

/** Every collection of the sandbox with its indexes; the one place that knows their names. */
export function openCollections(store: Store) {
  return {
    rooms: store.collection<Room>('rooms', {
      indexes: ['nameUrl', 'roomPin', ['accountId', 'status', 'startsAt'], ['accountId', 'status', 'id', 'updatedAt']],
    }),
    deletedRooms: store.collection<DeletedRoom>('deleted_rooms'),
    tokens: store.collection<Token>('tokens', { indexes: ['roomId'] }),
    registrations: store.collection<Registration>('registrations', { indexes: ['roomId', 'r', 'emailKey'] }),
    contacts: store.collection<Contact>('contacts'),
    invitations: store.collection<Invitation>('invitations', { indexes: ['roomId'] }),
    files: store.collection<LibraryFile>('files', { indexes: ['accountId'] }),
    sessions: store.collection<Session>('sessions', { indexes: ['roomId'] }),
    visits: store.collection<Visit>('visits', { indexes: ['roomId', 'sessionId', 'visitorKey', 'token', 'state'] }),
    chatMessages: store.collection<ChatMessage>('chat_messages', { indexes: ['sessionId', 'roomId'] }),
    recordings: store.collection<Recording>('recordings', { indexes: ['roomId', 'sessionId'] }),
    polls: store.collection<Poll>('polls', { indexes: ['roomId'] }),
    votes: store.collection<Vote>('votes', { indexes: ['pollId'] }),
    reports: store.collection<Report>('reports', { indexes: ['sessionId'] }),
  };
}

export type Collections = ReturnType<typeof openCollections>;
