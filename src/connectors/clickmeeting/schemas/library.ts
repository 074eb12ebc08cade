import { decimal, id, int, nullableText, object, requiredText, shape, text } from '../../../kernel/shape.ts';

/** A file in the account's library. */
export const file = shape('a file', {
  id: id('File id: the file_id of other actions'),
  name: text('File name'),
  document_type: text('image, audio, video, presentation_pdf and others'),
  status: text('waiting_for_conversion, converting, converted (ready to show) or error'),
  status_message: nullableText('What the conversion says'),
  conversion_progress: decimal('Percent; images stay at 0 though they are ready'),
  upload_date: text("UTC, 'YYYY-MM-DD HH:mm:ss'"),
  created_at: nullableText('When it was made'),
  url: text('API address of the content; download-file fetches it'),
  thumbnail_url: nullableText('Signed address of a small picture, valid for some hours; null until it can be shown'),
});

/** A recorded meeting. */
export const recording = shape('a recording', {
  id: id('Recording id: the recording_id of other actions'),
  recording_name: nullableText('Name'),
  recording_url: nullableText('Signed address, valid for some hours; download-recording fetches it freshly'),
  recording_duration: decimal('Length in seconds'),
  recorder_started: nullableText("Start in UTC, 'YYYY-MM-DD HH:mm:ss'"),
  recorder_start_date: nullableText('Start, ISO 8601'),
  recording_file_size: decimal('Size in bytes'),
  conference_id: int('Room id; only in the list of the whole account'),
});

/** The chat of one session. */
export const chat = shape('a chat', {
  id: id('Session id; download-chat takes it as session_id'),
  name: text('Name of the room'),
  date: text("Day of the session, 'YYYY-MM-DD'"),
  time: text("Time of the session with its offset, such as '15:56 GMT+2'"),
  timezone: text('IANA time zone of the room'),
  download_link: text('API address of the zip; download-chat fetches it'),
});

/** A ticket to a room with access_type 3. */
export const token = shape('an access token', {
  token: requiredText('The token: six letters and digits; <room_url>/<token> enters the room'),
  sent_to_email: nullableText('Who got it with an invitation; null when nobody did'),
  first_use_date: nullableText('When it was first used, ISO 8601; null when unused'),
});

export const skin = shape('a skin', {
  id: id('Skin id: the skin_id of create-conference and update-conference'),
  name: text('Name'),
  thumbnail_url: nullableText('Picture of it'),
});

const position = shape('a position', { lat: decimal('Latitude in degrees'), long: decimal('Longitude in degrees') });

/** A number to dial in. */
export const phoneGateway = shape('a phone gateway', {
  code: text('Country, two letters'),
  location: text('City'),
  value: requiredText('Phone number'),
  geo: object(position, 'Where it is'),
});
