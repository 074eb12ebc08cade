import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { World } from '../../../sandbox/definition.ts';
import type { Collections } from './collections.ts';
import { isoIn, utcText } from './dates.ts';
import type { Recording, Room } from './entities.ts';
import { integerOf } from './http/fields.ts';
import { notFound } from './http/refusal.ts';
import { type Call, ok, type Route } from './http/route.ts';
import { toneWav } from './recording-sound.ts';
import { roomOf } from './rooms/find.ts';

const linkLifeSeconds = 6 * 3600;

/** A fresh, expiring address of the recording's file: each read of the API gives another. */
export function recordingUrl(world: World, recording: Pick<Recording, 'id'>): string {
  const expires = Math.floor(world.clock.now() / 1000) + linkLifeSeconds;
  return `${world.origin}/recorder/${recording.id}?st=${signature(recording.id, expires)}&e=${expires}`;
}

/** 22 characters, made as nginx's secure_link does. */
function signature(id: number, expires: number): string {
  return createHash('md5').update(`${expires}/recorder/${id} porin-sandbox`).digest('base64url');
}

/** Keeps a recording with a playable file; the file is short whatever the duration says. */
export function addRecording(
  { world, db }: { world: World; db: Collections },
  facts: Pick<Recording, 'roomId' | 'sessionId' | 'name' | 'startedAt' | 'durationSeconds'>,
): Recording {
  const bytes = toneWav(Math.min(facts.durationSeconds, 5));
  const id = world.store.nextId('recordings', 30_001);
  return db.recordings.insert({ id, ...facts, sizeBytes: bytes.length, blobKey: world.store.putBlob(bytes) });
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
      call.world.store.dropUnnamedBlobs();
      return ok({ STATUS: 'OK' });
    },
  },
  {
    method: 'DELETE',
    path: '/conferences/:room/recordings/:recording',
    handle: (call) => {
      call.db.recordings.delete(recordingOf(call, roomOf(call)).id);
      call.world.store.dropUnnamedBlobs();
      return ok({ STATUS: 'OK' });
    },
  },
];

/** Serves the files behind recording links: 403 for a wrong signature, 410 after its time, 404 for a deleted one. */
export function recordingFiles(world: World, db: Collections): Hono {
  const app = new Hono();
  app.get('/recorder/:id', (context) => {
    const id = integerOf(context.req.param('id'));
    const expires = integerOf(context.req.query('e'));
    if (id === undefined || expires === undefined || signature(id, expires) !== context.req.query('st')) {
      return context.text('The signature of this recording link is wrong', 403);
    }
    if (expires * 1000 < world.clock.now()) {
      return context.text('This recording link has expired; read the list of recordings again', 410);
    }
    const recording = db.recordings.get(id);
    const bytes = recording === undefined ? undefined : world.store.getBlob(recording.blobKey);
    if (bytes === undefined) return context.text('This recording was deleted', 404);
    return context.body(Buffer.from(bytes), 200, {
      'content-type': 'audio/wav',
      // Also for HEAD, by which archivers compare sizes.
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="recording-${id}.wav"`,
    });
  });
  return app;
}
