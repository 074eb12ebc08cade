import type { z } from 'zod';
import {
  flag,
  id,
  int,
  nullableInt,
  nullableText,
  object,
  requiredText,
  shape,
  text,
  textList,
} from '../../../kernel/shape.ts';

const roleHashes = shape('role hashes', {
  listener: text('For attendees; changes on every read'),
  presenter: text('For presenters; changes on every read'),
  host: text('For hosts; changes on every read'),
});

const settings = shape('room settings', {
  show_on_personal_page: flag("The room is listed on the account's public page"),
  thank_you_emails_enabled: flag('Attendees get a thank-you e-mail'),
  connection_tester_enabled: flag('The connection is tested before entering'),
  phonegateway_enabled: flag('People can dial in by phone'),
  recorder_autostart_enabled: flag('Recording starts with the meeting'),
  room_invite_button_enabled: flag('There is an invite button inside the room'),
  social_media_sharing_enabled: flag('There are social media buttons in the room'),
  connection_status_enabled: flag('The quality of the connection is shown'),
  encryption_enabled: flag('End-to-end encryption'),
  thank_you_page_url: nullableText('Address shown after leaving; null for none'),
});

const hostLogin = shape('autologin hashes', { host: text("Logs the account's owner in as host") });

/** A meeting or webinar room, as every endpoint that answers with one gives it. */
export const room = shape('a room', {
  id: id('Room id: the room_id of other actions'),
  name: requiredText('Name that attendees see'),
  room_type: text('meeting or webinar'),
  status: text('active, or inactive when nobody can enter'),
  access_type: int('1 everybody, 2 password, 3 access token'),
  password: nullableText('Password of a room with access_type 2'),
  permanent_room: flag('true: always open; false: a one-time event'),
  starts_at: nullableText('Start, ISO 8601 with the offset of the room time zone; absent for permanent rooms'),
  ends_at: nullableText('End, ISO 8601 with the offset of the room time zone; absent for permanent rooms'),
  ccc: nullableText("Start in UTC as 'YYYY-MM-DD HH:mm:ss'; absent for permanent rooms"),
  timezone: text('IANA time zone of the room'),
  timezone_offset: int('Offset of that time zone from UTC in seconds'),
  room_url: text('Address that people open to enter'),
  name_url: text('Last part of room_url'),
  embed_room_url: text('Address to embed the room in a web page'),
  room_pin: int('Nine-digit pin in the room address; it is not the room id'),
  phone_presenter_pin: int('Pin for presenters who dial in'),
  phone_listener_pin: int('Pin for attendees who dial in'),
  lobby_enabled: flag('Attendees wait in a lobby until the host starts'),
  lobby_description: nullableText('Text shown in the lobby'),
  registration_enabled: flag('People have to register'),
  paid_enabled: flag('Entering costs money'),
  automated_enabled: flag('An automated webinar'),
  parent_id: nullableInt('Room that this one was made from'),
  type: int('Internal kind of the room'),
  access_role_hashes: object(roleHashes, 'One hash for each role'),
  autologin_hash: nullableText("Logs the account's owner in: room_url?l=<autologin_hash>"),
  autologin_hashes: object(hostLogin, 'Login hashes by role'),
  widgets_hash: text('Key of embedded widgets'),
  recorder_list: textList('Signed addresses of recordings, valid for some hours'),
  settings: object(settings, 'Switches of the room'),
  created_at: text('ISO 8601'),
  updated_at: text('ISO 8601'),
});

export type Room = z.output<typeof room.schema>;
