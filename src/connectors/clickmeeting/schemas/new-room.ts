import { z } from 'zod';
import {
  accessType,
  checkPassword,
  checkSchedule,
  permanentRoom,
  roomName,
  roomOptions,
  roomType,
} from './room-input.ts';

/** Members of a room to make. */
export const newRoomFields = {
  name: roomName,
  room_type: roomType,
  permanent_room: permanentRoom,
  access_type: accessType,
  ...roomOptions,
  lobby_description: z.string().max(255).optional().describe('Text shown in the lobby, up to 255 characters'),
  custom_room_url_name: z
    .string()
    .max(255)
    .regex(/^[^\s/?#%]+$/, 'must not contain spaces, slashes, ?, # or %')
    .optional()
    .describe('Last part of the room address; made from the name when left out'),
};

type NewRoom = Parameters<typeof checkPassword>[0];

/** Refuses a room to make whose members contradict each other. */
export function checkNewRoom(room: NewRoom, context: z.RefinementCtx): void {
  checkPassword(room, context);
  checkSchedule(room, context);
  if (room.access_type === 2 && room.password === undefined) {
    const message = 'required, because access_type 2 means that a password protects the room';
    context.addIssue({ code: 'custom', path: ['password'], message });
  }
}

/** Output member of what makes or moves a room. */
export const warnings = z
  .array(z.string())
  .optional()
  .describe('What to look at, such as a start in the past or an hour that clocks skip; absent when all is well');

/** The member for an answer; nothing when there is nothing to say. */
export function warned(list: readonly string[]) {
  return list.length === 0 ? {} : { warnings: [...list] };
}
