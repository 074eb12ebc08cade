import { z } from 'zod';
import { duration, moment, timezone } from './when.ts';

const settings = z
  .strictObject({
    show_on_personal_page: z.boolean().optional().describe("List the room on the account's public page"),
    thank_you_emails_enabled: z.boolean().optional().describe('E-mail attendees a thank-you afterwards'),
    connection_tester_enabled: z.boolean().optional().describe('Test the connection before entering'),
    phonegateway_enabled: z.boolean().optional().describe('Let people dial in by phone'),
    recorder_autostart_enabled: z.boolean().optional().describe('Start recording when the meeting starts'),
    room_invite_button_enabled: z.boolean().optional().describe('Show an invite button inside the room'),
    social_media_sharing_enabled: z.boolean().optional().describe('Show social media buttons in the room'),
    connection_status_enabled: z.boolean().optional().describe('Show the quality of the connection in the room'),
    encryption_enabled: z.boolean().optional().describe('End-to-end encryption'),
    thank_you_page_url: z
      .union([z.url({ protocol: /^https?$/, error: 'not a web address' }), z.literal('')])
      .optional()
      .describe('Address that attendees see after leaving; empty text for none'),
  })
  .describe('Switches of the room; those left out keep their value');

/** Turning registration of a room on or off. */
export const registrationSettings = z.strictObject({
  enabled: z.boolean().describe('True: people register before they can enter; false: no registration'),
  template: z.int().min(1).max(3).optional().describe('Form template: 1, 2 or 3'),
});

export const roomType = z
  .enum(['meeting', 'webinar'])
  .describe('meeting: everybody may speak and share; webinar: presenters speak to an audience');

export const permanentRoom = z
  .boolean()
  .describe('true: always open, has no date; false: a one-time event at starts_at that lasts duration');

export const accessType = z
  .literal([1, 2, 3])
  .meta({ type: 'integer' })
  .describe('Who may enter: 1 everybody, 2 whoever has the password, 3 whoever has an access token');

export const roomName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(255)
  .describe('Name that attendees see; the room address is made from it');

/** Optional members that a room takes both when it is made and when it is changed. */
export const roomOptions = {
  starts_at: moment(
    "Start, only with permanent_room false: 'YYYY-MM-DD HH:mm' or 'YYYY-MM-DD HH:mm:ss' in `timezone`, or ISO 8601 with an offset (2030-05-14T10:00:00+02:00). Without it a new event starts at once",
  ).optional(),
  duration: duration(
    "Length as hours:minutes, only with permanent_room false: '1:30' is 90 minutes, '0:45' is 45 minutes. A number is refused. The app assumes 3:00 when it is left out",
  ).optional(),
  timezone: timezone(
    'IANA time zone of starts_at, such as Europe/Warsaw; list-timezones gives them. Default: the time zone of the account',
  ).optional(),
  skin_id: z.int().min(1).optional().describe("Skin (look of the room); list-skins gives the ids as 'id'"),
  password: z.string().min(1).max(255).optional().describe('Password to enter; required when access_type is 2'),
  lobby_enabled: z
    .boolean()
    .optional()
    .describe('Attendees wait in a lobby until the host starts the meeting (paid accounts)'),
  registration: registrationSettings.optional().describe('Registration of participants before the event'),
  settings: settings.optional(),
  encryption_enabled: z
    .boolean()
    .optional()
    .describe('End-to-end encryption; the same as settings.encryption_enabled and stronger than it'),
};

interface RoomRules {
  readonly permanent_room?: boolean | undefined;
  readonly access_type?: 1 | 2 | 3 | undefined;
  readonly password?: string | undefined;
  readonly starts_at?: string | undefined;
  readonly duration?: string | undefined;
}

/** Refuses a password that would not protect the room: better an error than a room that is open by mistake. */
export function checkPassword(room: RoomRules, context: z.RefinementCtx): void {
  const isProtected = room.access_type === undefined || room.access_type === 2;
  if (isProtected || room.password === undefined) return;
  const message = `has no effect with access_type ${room.access_type}; set access_type to 2 to protect the room with it`;
  context.addIssue({ code: 'custom', path: ['password'], message });
}

/** Refuses a date for a room that has none. The app would drop it silently. */
export function checkSchedule(room: RoomRules, context: z.RefinementCtx): void {
  if (room.permanent_room !== true) return;
  for (const name of ['starts_at', 'duration'] as const) {
    if (room[name] === undefined) continue;
    const message = 'a permanent room has no date; set permanent_room to false to schedule an event, or leave this out';
    context.addIssue({ code: 'custom', path: [name], message });
  }
}
