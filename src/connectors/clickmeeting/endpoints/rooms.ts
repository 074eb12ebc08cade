import { z } from 'zod';
import type { ApiEndpoint } from '../../../kernel/api.ts';
import { roomOnly } from '../schemas/ids.ts';
import { accessType, permanentRoom, roomName, roomOptions, roomType } from '../schemas/room-input.ts';
import { duration } from '../schemas/when.ts';
import { wireRoom, wireSkin } from './answers.ts';
import { marker } from './wire.ts';

const group = 'rooms';
const rooms = z.array(wireRoom);
// Encryption is known inside `settings` only.
const { encryption_enabled: _, ...options } = roomOptions;
const page = z.int().min(1).optional().describe('Page from 1; 250 rooms each');

const newRoom = z.object({
  name: roomName,
  room_type: roomType,
  permanent_room: permanentRoom,
  access_type: accessType,
  ...options,
  lobby_description: z.string().max(255).optional().describe('Text shown in the lobby, up to 255 characters'),
  custom_room_url_name: z
    .string()
    .max(255)
    .optional()
    .describe('Last part of the room address; made from the name when left out'),
});

const roomChange = newRoom
  .omit({ custom_room_url_name: true, lobby_description: true })
  .partial()
  .extend({
    lobby_description: z.string().max(160).optional().describe('Text shown in the lobby, up to 160 characters'),
    status: z.enum(['active', 'inactive']).optional().describe('active: people can enter; inactive: nobody can enter'),
  });

/** Rooms themselves. */
export const roomEndpoints: readonly ApiEndpoint[] = [
  {
    call: 'GET /conferences',
    action: 'list-all-conferences',
    group,
    answer: z.object({
      active_conferences: rooms.describe('Rooms that are open or coming up'),
      inactive_conferences: rooms.describe('Rooms that are over or switched off'),
    }),
  },
  {
    call: 'GET /conferences/active',
    action: 'list-conferences',
    id: 'list-active-conferences',
    summary: 'List Active Conferences',
    group,
    input: { query: z.object({ page }) },
    answer: rooms,
  },
  {
    call: 'GET /conferences/inactive',
    action: 'list-conferences',
    id: 'list-inactive-conferences',
    summary: 'List Inactive Conferences',
    group,
    input: { query: z.object({ page }) },
    answer: rooms,
  },
  {
    call: 'POST /conferences',
    action: 'create-conference',
    group,
    input: { form: newRoom },
    status: 201,
    answer: z.object({ room: wireRoom }),
  },
  {
    call: 'GET /conferences/{room_id}',
    action: 'get-conference',
    description:
      'Gives everything about one room: address, dates, access, password, phone pins, lobby, registration and settings.',
    group,
    input: { path: roomOnly },
    answer: z.object({ conference: wireRoom }),
  },
  {
    call: 'PUT /conferences/{room_id}',
    action: 'update-conference',
    group,
    input: { path: roomOnly, form: roomChange },
    answer: z.object({ conference: wireRoom }),
  },
  {
    call: 'DELETE /conferences/{room_id}',
    action: 'delete-conference',
    description:
      "Deletes a room with its recordings, registrations and tokens. The vendor's support can restore it for one month.",
    group,
    input: { path: roomOnly },
    answer: marker('result'),
  },
  { call: 'GET /conferences/skins', action: 'list-skins', group, answer: z.array(wireSkin) },
  {
    call: 'POST /conference/availability',
    action: 'check-availability',
    group,
    description:
      'Answers 200 when one more event fits at that time, and 422 when it does not. Not in the vendor document.',
    input: {
      form: z.object({
        start_time: z.string().describe("Start in UTC, 'YYYY-MM-DD HH:mm:ss'"),
        duration: duration("Length as hours:minutes; whole hours may be a number: '1:30', 2"),
        id: z.int().min(0).optional().describe('Room to leave out of account; 0 for none'),
      }),
    },
    example: { form: { start_time: '2030-05-14 08:00:00', duration: '1:30', id: 0 } },
    answer: marker('status'),
  },
];
