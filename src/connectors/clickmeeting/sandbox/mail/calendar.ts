import type { Calendar } from '../../../../sandbox/mime.ts';
import { accountOf } from '../account.ts';
import type { Room } from '../entities.ts';
import { endsAt } from '../rooms/find.ts';

interface Entry {
  /** The person's own way into the room. */
  readonly link: string;
  /** Who is asked to come; absent where the person has said so already. */
  readonly invited?: { readonly name: string; readonly address: string };
  readonly nowMs: number;
}

/**
 * A calendar entry of a scheduled room; undefined for a permanent one, which has no time.
 * The UID stays the room's, and SEQUENCE grows with its changes, so that a later mail moves the entry instead of adding one.
 * Source: RFC 5545, RFC 5546 §3.2.
 */
export function calendarOf(room: Room, { link, invited, nowMs }: Entry): Calendar | undefined {
  const end = endsAt(room);
  if (room.startsAt === null || end === null) return undefined;
  const { owner } = accountOf(room);
  const method = invited === undefined ? 'PUBLISH' : 'REQUEST';
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Porin//ClickMeeting sandbox//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:room-${room.id}@sandbox.localhost`,
    `SEQUENCE:${Math.max(0, Math.floor((room.updatedAt - room.createdAt) / 1000))}`,
    `DTSTAMP:${utcStamp(nowMs)}`,
    `DTSTART:${utcStamp(room.startsAt)}`,
    `DTEND:${utcStamp(end)}`,
    `SUMMARY:${escapeText(room.name)}`,
    `DESCRIPTION:${escapeText([room.lobbyDescription ?? '', link].filter((part) => part !== '').join('\n\n'))}`,
    `LOCATION:${escapeText(link)}`,
    `URL:${link}`,
    `ORGANIZER;CN=${quote(owner.name)}:${mailtoOf(owner.email)}`,
    ...(invited === undefined ? [] : [attendeeLine(invited)]),
    'STATUS:CONFIRMED',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return { filename: 'event.ics', method, content: `${lines.map(fold).join('\r\n')}\r\n` };
}

function attendeeLine({ name, address }: { readonly name: string; readonly address: string }): string {
  const common = name === '' ? '' : `;CN=${quote(name)}`;
  return `ATTENDEE${common};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:${mailtoOf(address)}`;
}

/** Percent and question marks are letters of an address and syntax of an URI. */
function mailtoOf(address: string): string {
  // A half of a surrogate pair cannot be written in UTF-8.
  const wellFormed = Buffer.from(address).toString('utf8');
  return `mailto:${encodeURI(wellFormed).replace(/[?#&]/g, encodeURIComponent)}`;
}

function utcStamp(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+|[-:]/g, '');
}

function escapeText(text: string): string {
  return text
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ');
}

/** A parameter value may hold neither a quotation mark nor a control character. */
function quote(text: string): string {
  return `"${text.replaceAll('"', "'").replace(/\p{Cc}/gu, ' ')}"`;
}

/** Lines may be 75 bytes long; a longer one goes on in the next after a space. */
function fold(line: string): string {
  const lineBytes = Buffer.byteLength(line);
  if (lineBytes <= 75) return line;
  // One byte a character, as links are.
  if (lineBytes === line.length) return line.match(/.{1,74}/g)?.join('\r\n ') ?? line;
  const parts: string[] = [];
  let part = '';
  let sizeBytes = 0;
  for (const character of line) {
    const more = Buffer.byteLength(character);
    if (sizeBytes + more > 74) {
      parts.push(part);
      [part, sizeBytes] = ['', 0];
    }
    part += character;
    sizeBytes += more;
  }
  return [...parts, part].join('\r\n ');
}
