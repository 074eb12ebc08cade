import type { Where } from '../../../../sandbox/collection.ts';
import { textOf } from '../http/fields.ts';
import { notFound } from '../http/refusal.ts';
import { type Call, put, type Route } from '../http/route.ts';
import { charge } from '../money.ts';
import type { Channel } from './channel.ts';
import { addToDay } from './days.ts';
import type { Message } from './entities.ts';

/** Takes messages back that wait for their time; what they cost is given back. */
export function cancelWhere(
  { world, db, caller }: Pick<Call, 'world' | 'db' | 'caller'>,
  { name }: Pick<Channel, 'name'>,
  where: Where<Message>,
) {
  const messages = db.messages(name);
  const waiting = messages.find({ where: { ...where, status: 'Scheduled' } });
  for (const { id, date, price, subaccount_id: subaccountId } of waiting) {
    messages.update(id, { status: 'Cancelled', dueAt: null });
    addToDay(db, { at: date, channel: name, subaccountId, count: -1, price: -price });
  }
  charge(world, caller.account.id, -waiting.reduce((sum, { price }) => sum + price, 0));
  return waiting.length;
}

/** Routes that cancel one message of a channel, or all. What is not scheduled, any more or ever, is not found. */
export function cancelRoutes(channel: Channel): Route[] {
  const { name } = channel;
  return [
    put(`/${name}/cancel-all`, (call) => {
      const customString = textOf(call.fields['custom_string']);
      const where = customString === undefined || customString === '' ? {} : { custom_string: customString };
      const count = cancelWhere(call, channel, where);
      return { message: channel.cancelledAll(count), data: { count } };
    }),
    put(`/${name}/:message_id/cancel`, (call) => {
      const id = (call.params['message_id'] ?? '').toUpperCase();
      if (cancelWhere(call, channel, { message_id: id }) === 0) throw notFound('Message record not found.');
      return { message: channel.cancelled(id), data: [] };
    }),
  ];
}
