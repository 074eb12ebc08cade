import { Hono } from 'hono';
import type { World } from '../../../sandbox/definition.ts';
import type { Collections } from './collections.ts';
import { isoIn, utcText } from './dates.ts';
import type { Recording, Room } from './entities.ts';
import { refusal, refusedLink, signedLink } from './files/links.ts';
import { serveBytes } from './files/serve-bytes.ts';
import { attachment } from './http/disposition.ts';
import { integerOf } from './http/fields.ts';
import { notFound } from './http/refusal.ts';
import { type Call, ok, type Route } from './http/route.ts';
import { slideVideo, slideVideoSize } from './recordings-video.ts';
import { roomOf } from './rooms/find.ts';

/** A fresh, expiring address of the recording's file. */
export function recordingUrl(world: World, recording: Pick<Recording, 'id'>): string {
  return signedLink(world, `/recorder/${recording.id}`);
}

/**
 * Keeps a recording: a playable video of that length, of whole seconds and at least one. The file follows from the
 * length, so it is made when it is read and not kept.
 */
export function addRecording(
  { world, db }: { world: World; db: Collections },
  facts: Pick<Recording, 'roomId' | 'sessionId' | 'name' | 'startedAt' | 'durationSeconds'>,
): Recording {
  const durationSeconds = Math.max(1, Math.round(facts.durationSeconds));
  const id = world.store.nextId('recordings', 30_001);
  return db.recordings.insert({ ...facts, id, durationSeconds, sizeBytes: slideVideoSize(durationSeconds) });
}

function recordingView({ world }: Call, recording: Recording, room: Room) {
  return {
    id: recording.id,
    recording_url: recordingUrl(world, recording),
    recording_duration: recording.durationSeconds,
    recorder_started: utcText(recording.startedAt),
    recorder_start_date: isoIn(recording.startedAt, room.timezone),
    // Text, as replies have had it since 2023.
    recording_file_size: String(recording.sizeBytes),
    recording_name: recording.name,
  };
}

function listOfAccount(call: Call) {
  const recordings = call.db.recordings.all();
  const ids = [...new Set(recordings.map(({ roomId }) => roomId))];
  const owned = call.db.rooms.find({ where: { id: ids, accountId: call.account.userId } });
  const rooms = new Map(owned.map((room) => [room.id, room]));
  return recordings.flatMap((recording) => {
    const room = rooms.get(recording.roomId);
    return room === undefined ? [] : [{ ...recordingView(call, recording, room), conference_id: room.id }];
  });
}

function recordingOf(call: Call, room: Room): Recording {
  const text = call.params['recording'] ?? '';
  const id = integerOf(text);
  const recording = id === undefined ? undefined : call.db.recordings.get(id);
  if (recording !== undefined && recording.roomId === room.id) return recording;
  throw notFound('recording_id', `No recording with the id ${text.slice(0, 100)} in room ${room.id}`);
}

export const recordingRoutes: readonly Route[] = [
  { method: 'GET', path: '/conferences/recordings', handle: (call) => ok(listOfAccount(call)) },
  {
    method: 'GET',
    path: '/conferences/:room/recordings',
    handle: (call) => {
      const room = roomOf(call);
      const recordings = call.db.recordings.find({ where: { roomId: room.id } });
      return ok(recordings.map((recording) => recordingView(call, recording, room)));
    },
  },
  {
    method: 'DELETE',
    path: '/conferences/:room/recordings',
    handle: (call) => {
      call.db.recordings.deleteWhere({ roomId: roomOf(call).id });
      return ok({ STATUS: 'OK' });
    },
  },
  {
    method: 'DELETE',
    path: '/conferences/:room/recordings/:recording',
    handle: (call) => {
      call.db.recordings.delete(recordingOf(call, roomOf(call)).id);
      return ok({ STATUS: 'OK' });
    },
  },
];

/** Serves the files behind recording links: 403 for a wrong signature, 410 after its time, 404 for a deleted one. */
export function recordingFiles(world: World, db: Collections): Hono {
  const app = new Hono();
  app.get('/recorder/:id', (context) => {
    const refused = refusedLink(world, new URL(context.req.url));
    if (refused !== undefined) return refused;
    const recording = db.recordings.get(integerOf(context.req.param('id')) ?? 0);
    if (recording === undefined) return refusal(404, 'This recording was deleted');
    return serveBytes(context.req.raw, {
      bytes: slideVideo(recording.durationSeconds),
      contentType: 'video/mp4',
      disposition: attachment(`recording-${recording.id}.mp4`),
      version: `${recording.id}-${recording.sizeBytes}`,
    });
  });
  return app;
}
