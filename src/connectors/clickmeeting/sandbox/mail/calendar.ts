import { DateTime } from 'luxon';
import { accountOf } from '../account.ts';
import type { Room } from '../entities.ts';
import { endsAt } from '../rooms/find.ts';

/** A calendar entry of a scheduled room (RFC 5545); undefined for a permanent one, which has no time. */
export function calendarEntry(room: Room, link: string, nowMs: number): string | undefined {
  const end = endsAt(room);
  const { owner } = accountOf(room);
  if (room.startsAt === null || end === null) return undefined;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Porin//ClickMeeting sandbox//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:room-${room.id}@sandbox.localhost`,
    `DTSTAMP:${utcStamp(nowMs)}`,
    `DTSTART:${utcStamp(room.startsAt)}`,
    `DTEND:${utcStamp(end)}`,
    `SUMMARY:${escapeText(room.name)}`,
    `DESCRIPTION:${escapeText(link)}`,
    `URL:${link}`,
    `ORGANIZER;CN=${escapeParameter(owner.name)}:mailto:${owner.email}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

function utcStamp(timeMs: number): string {
  return DateTime.fromMillis(timeMs, { zone: 'utc' }).toFormat("yyyyMMdd'T'HHmmss'Z'");
}

function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, (character) => `\\${character}`).replace(/\r?\n/g, '\\n');
}

function escapeParameter(text: string): string {
  return `"${text.replace(/["\r\n]/g, "'")}"`;
}

/** Lines may be 75 bytes long; a longer one goes on in the next after a space. */
function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (Buffer.byteLength(part + character) > 73) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part].join('\r\n ');
}
