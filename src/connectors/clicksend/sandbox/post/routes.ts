import type { World } from '../../../../sandbox/definition.ts';
import type { Db } from '../collections.ts';
import { crud } from '../http/crud.ts';
import { textOf } from '../http/fields.ts';
import { badRequest } from '../http/refusal.ts';
import { type Call, post, type Route } from '../http/route.ts';
import { seconds } from '../time.ts';
import { directMailRoutes } from './direct-mail.ts';
import { pieceRoutes } from './pieces.ts';
import { returnAddresses } from './return-addresses.ts';

/** `John Doe, 123 Main Street, Perth WA 6000` taken apart; the letter itself is not read. */
function detect({ fields }: Call) {
  const address = textOf(fields['address']) ?? '';
  const content = textOf(fields['content']) ?? '';
  if (address === '' && content === '') throw badRequest('Some required fields are missing: content.');
  const lines = (address || 'John Doe, 123 Main Street, Perth WA 6000').split(/\s*[,\n]\s*/);
  const last = lines.length > 1 ? (lines.at(-1) ?? '') : '';
  const [, city = last, state = '', code = ''] = /^(.*?)\s+([A-Z]{2,3})\s+(\d{3,6})$/.exec(last) ?? [];
  return {
    message: 'Here is your result.',
    data: {
      address_name: lines[0] ?? '',
      address_line_1: lines[1] ?? '',
      address_line_2: lines.length > 3 ? lines.slice(2, -1).join(', ') : '',
      address_city: city,
      address_state: state,
      address_postal_code: code,
      address_country: 'AU',
    },
  };
}

/** Letters, postcards and leaflets go out when their time has come. */
export function advancePost(world: World, { post: items }: Db): void {
  const now = seconds(world);
  for (const { id, status, schedule } of items.find({ where: { dueAt: { lte: now } } })) {
    if (status === 'Scheduled' && schedule + 60 > now) items.update(id, { status: 'Queued', dueAt: schedule + 60 });
    else items.update(id, { status: 'Sent', dueAt: null });
  }
}

export const postRoutes: readonly Route[] = [
  ...crud(returnAddresses),
  ...pieceRoutes,
  ...directMailRoutes,
  post('/post/letters/detect-address', detect),
];
