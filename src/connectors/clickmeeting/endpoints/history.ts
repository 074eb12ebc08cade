import { z } from 'zod';
import type { ApiEndpoint } from '../../../kernel/api.ts';
import { recordingId, roomId, roomOnly, sessionId, sessionOnly } from '../schemas/ids.ts';
import {
  wireAccountRecording,
  wireAttendee,
  wireChat,
  wireRecording,
  wireRegistration,
  wireReport,
  wireSession,
  wireSessionDetails,
} from './answers.ts';
import { marker } from './wire.ts';

const sessionEndpoints: readonly ApiEndpoint[] = [
  {
    call: 'GET /conferences/{room_id}/sessions',
    action: 'list-sessions',
    group: 'sessions',
    input: { path: roomOnly },
    answer: z.array(wireSession),
  },
  {
    call: 'GET /conferences/{room_id}/sessions/{session_id}',
    action: 'get-session',
    group: 'sessions',
    input: { path: sessionOnly },
    answer: wireSessionDetails,
  },
  {
    call: 'GET /conferences/{room_id}/sessions/{session_id}/attendees',
    action: 'get-session-attendees',
    group: 'sessions',
    input: { path: sessionOnly },
    answer: z.array(wireAttendee),
  },
  {
    call: 'GET /conferences/{room_id}/sessions/{session_id}/registrations',
    action: 'list-session-registrations',
    group: 'sessions',
    input: { path: sessionOnly },
    answer: z.array(wireRegistration),
  },
  {
    call: 'GET /conferences/{room_id}/sessions/{session_id}/generate-pdf/{lang}',
    action: 'generate-session-report',
    description:
      'Has a PDF report of the session made and tells how far it is: NEW, then IN PROGRESS, then FINISHED with its address, or FAILED. Repeat it to see the state.',
    group: 'sessions',
    input: { path: sessionOnly.extend({ lang: z.enum(['en', 'pl', 'ru', 'de', 'es']).describe('Language') }) },
    example: { path: { room_id: 10005, session_id: 20001, lang: 'en' } },
    answer: wireReport,
  },
];

const recordingEndpoints: readonly ApiEndpoint[] = [
  {
    call: 'GET /conferences/{room_id}/recordings',
    action: 'list-recordings',
    group: 'recordings',
    input: { path: roomOnly },
    answer: z.array(wireRecording),
  },
  {
    call: 'GET /conferences/recordings',
    action: 'list-all-recordings',
    group: 'recordings',
    answer: z.array(wireAccountRecording),
  },
  {
    call: 'DELETE /conferences/{room_id}/recordings',
    action: 'delete-all-recordings',
    description: 'Deletes every recording of one room. It cannot be undone.',
    group: 'recordings',
    input: { path: roomOnly },
    answer: marker('STATUS'),
  },
  {
    call: 'DELETE /conferences/{room_id}/recordings/{recording_id}',
    action: 'delete-recording',
    group: 'recordings',
    input: { path: z.object({ room_id: roomId, recording_id: recordingId }) },
    answer: marker('STATUS'),
  },
];

/** What has taken place: sessions, recordings, chats. */
export const historyEndpoints: readonly ApiEndpoint[] = [
  ...sessionEndpoints,
  ...recordingEndpoints,
  { call: 'GET /chats', action: 'list-chats', group: 'chats', answer: z.array(wireChat) },
  {
    call: 'GET /chats/{session_id}',
    action: 'download-chat',
    group: 'chats',
    input: { path: z.object({ session_id: sessionId }) },
    answer: { file: ['application/zip'] },
  },
];
