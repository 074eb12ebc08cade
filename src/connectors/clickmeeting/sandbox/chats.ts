import { strToU8, zipSync } from 'fflate';
import { DateTime } from 'luxon';
import type { ChatMessage, Room, Session } from './entities.ts';
import { integerOf } from './http/fields.ts';
import { notFound } from './http/refusal.ts';
import { type Call, download, ok, type Route } from './http/route.ts';

/** `15:56 GMT+2`: the time of day in a zone with its offset. */
function clockText(timeMs: number, zone: string): string {
  const time = DateTime.fromMillis(timeMs, { zone });
  const minutes = Math.abs(time.offset) % 60;
  const hours = Math.floor(Math.abs(time.offset) / 60);
  const sign = time.offset < 0 ? '-' : '+';
  const offset = minutes === 0 ? `${hours}` : `${hours}:${String(minutes).padStart(2, '0')}`;
  return `${time.toFormat('HH:mm')} GMT${sign}${offset}`;
}

function chatView({ world }: Call, session: Session, room: Room) {
  return {
    id: session.id,
    name: room.name,
    date: DateTime.fromMillis(session.startedAt, { zone: room.timezone }).toFormat('yyyy-MM-dd'),
    time: clockText(session.startedAt, room.timezone),
    timezone: room.timezone,
    download_link: `${world.origin}/v1/chats/${session.id}`,
  };
}

/** Sessions that are over and in which somebody wrote, newest first. */
function listChats(call: Call) {
  return call.db.sessions
    .find({ where: { endedAt: { ne: null } }, orderBy: '-id' })
    .filter(({ id }) => call.db.chatMessages.first({ where: { sessionId: id } }) !== undefined)
    .flatMap((session) => {
      const room = call.db.rooms.get(session.roomId);
      return room?.accountId !== call.account.userId ? [] : [chatView(call, session, room)];
    });
}

/** Quoted where PHP's `fputcsv` quotes. A quote is always doubled: after a backslash PHP would leave it, and no other reader expects that. */
function csvField(text: string): string {
  return /[ \t\r\n,"\\]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line per message: `"November 17, 2016 07:26:04 PM",email,nickname,text`; no header. */
function chatCsv(messages: readonly ChatMessage[], zone: string): string {
  return messages
    .map(({ sentAt, email, nickname, text }) => {
      const time = DateTime.fromMillis(sentAt, { zone, locale: 'en' }).toFormat('MMMM dd, yyyy hh:mm:ss a');
      return `${[time, email, nickname, text].map(csvField).join(',')}\n`;
    })
    .join('');
}

function downloadChat(call: Call) {
  const text = call.params['session'] ?? '';
  const id = integerOf(text);
  const session = id === undefined ? undefined : call.db.sessions.get(id);
  const room = session === undefined ? undefined : call.db.rooms.get(session.roomId);
  if (session === undefined || room?.accountId !== call.account.userId || session.endedAt === null) {
    throw notFound('session_id', `No session with the id ${text.slice(0, 100)}`);
  }
  const messages = call.db.chatMessages.find({ where: { sessionId: session.id } });
  const ended = DateTime.fromMillis(session.endedAt, { zone: room.timezone });
  // A zip can only hold dates from 1980 to 2099.
  const mtime = new Date(Math.min(Math.max(session.endedAt, Date.UTC(1980, 1)), Date.UTC(2099, 0)));
  const zip = zipSync({ 'chat.csv': strToU8(chatCsv(messages, room.timezone)) }, { mtime });
  const filename = `chat_history_${session.id}_${ended.toFormat('yyyyMMdd_HHmmss')}.zip`;
  return { ...download(zip, 'application/zip', filename), isChunked: true };
}

export const chatRoutes: readonly Route[] = [
  { method: 'GET', path: '/chats', handle: (call) => ok(listChats(call)) },
  { method: 'GET', path: '/chats/:session', handle: downloadChat },
];
