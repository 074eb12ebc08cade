import { type Fields, textOf } from '../http/fields.ts';
import type { Channel } from './channel.ts';
import { type Room, truncated } from './segments.ts';

const room: Room = { gsm: [1500, 1500], unicode: [500, 500] };
const maxSubject = 20;

function isMedia(value: unknown): boolean {
  const url = textOf(value) ?? '';
  return /^https?:\/\//i.test(url) && URL.canParse(url) && /\.(jpe?g|gif|png|bmp)$/i.test(new URL(url).pathname);
}

/** Messages with a picture. */
export const mms: Channel = {
  name: 'mms',
  queued: 'Messages queued for delivery.',
  cancelled: (id) => `Message ${id} has been cancelled.`,
  cancelledAll: (count) => `${count} MMS have been cancelled.`,
  fit: (text) => ({ body: truncated(text, 1, room), parts: 1 }),
  refusal: ({ subject }: Fields, whole: Fields) => {
    if ((textOf(subject) ?? '').trim() === '') return 'SUBJECT_REQUIRED';
    return isMedia(whole['media_file']) ? undefined : 'INVALID_MEDIA_FILE';
  },
  extra: ({ subject }, whole) => ({
    subject: (textOf(subject) ?? '').slice(0, maxSubject),
    priority: 10,
    _media_file_url: textOf(whole['media_file']) ?? null,
  }),
};
