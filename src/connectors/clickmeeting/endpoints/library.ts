import { z } from 'zod';
import type { ApiEndpoint } from '../../../kernel/api.ts';
import { country, fileId, roomOnly } from '../schemas/ids.ts';
import { wireFile, wirePhoneGateway } from './answers.ts';
import { marker } from './wire.ts';

const fileOnly = z.object({ file_id: fileId });
const uploaded = z.object({ uploaded: z.file().describe('The file, with its name') });
const zones = z.array(z.string()).describe('IANA time zones');

/** Files, and the lists that belong to nobody. */
export const libraryEndpoints: readonly ApiEndpoint[] = [
  { call: 'GET /file-library', action: 'list-files', group: 'files', answer: z.array(wireFile) },
  {
    call: 'POST /file-library',
    action: 'upload-file',
    group: 'files',
    input: { multipart: uploaded },
    status: 201,
    answer: wireFile,
  },
  {
    call: 'GET /file-library/conferences/{room_id}',
    action: 'list-conference-files',
    group: 'files',
    input: { path: roomOnly },
    answer: z.array(wireFile),
  },
  {
    call: 'POST /file-library/conferences/{room_id}',
    action: 'upload-conference-file',
    group: 'files',
    input: { path: roomOnly, multipart: uploaded },
    example: { path: { room_id: 10001 } },
    status: 201,
    answer: wireFile,
  },
  {
    call: 'GET /file-library/{file_id}',
    action: 'get-file',
    group: 'files',
    input: { path: fileOnly },
    answer: wireFile,
  },
  {
    call: 'DELETE /file-library/{file_id}',
    action: 'delete-file',
    group: 'files',
    input: { path: fileOnly },
    answer: marker('response'),
  },
  {
    call: 'GET /file-library/{file_id}/download',
    action: 'download-file',
    group: 'files',
    input: { path: fileOnly },
    answer: { file: ['application/octet-stream', 'application/pdf', 'image/*', 'audio/*', 'video/*', 'text/plain'] },
  },
  { call: 'GET /time_zone_list', action: 'list-timezones', group: 'lists', answer: zones },
  {
    call: 'GET /time_zone_list/{country}',
    action: 'list-timezones-by-country',
    group: 'lists',
    input: { path: z.object({ country: country('Country, two letters of ISO 3166 in either case') }) },
    answer: zones,
  },
  {
    call: 'GET /phone_gateways',
    action: 'list-phone-gateways',
    group: 'lists',
    answer: z.array(wirePhoneGateway),
  },
  { call: 'GET /ping', action: 'ping', group: 'lists', answer: z.object({ ping: z.literal('pong') }) },
];
