import { type Call, get, type Route } from '../http/route.ts';
import { currencyOf, priceNumber } from '../money.ts';
import { dayOf, seconds } from '../time.ts';

const daySeconds = 86_400;
const days = 30;

/** A month of a channel, day by day. */
function statistics({ world, db, caller }: Call, channel: 'sms' | 'voice') {
  const today = Math.floor(seconds(world) / daySeconds) * daySeconds;
  const first = today - (days - 1) * daySeconds;
  const found = db.days.find({ where: { day: { gte: dayOf(first) } } }).filter((day) => day.channel === channel);
  const sum = (rows: typeof found, field: 'count' | 'price' | 'inbound' | 'bounced'): number =>
    rows.reduce((total, row) => total + row[field], 0);
  const figures = (rows: typeof found) => ({
    bounced: { count: sum(rows, 'bounced') },
    inbound: { count: sum(rows, 'inbound') },
    outbound: { count: sum(rows, 'count'), price: priceNumber(sum(rows, 'price')) },
  });
  const stat = Array.from({ length: days }, (_, index) => {
    const date = first + index * daySeconds;
    return { date, ...figures(found.filter(({ day }) => day === dayOf(date))) };
  });
  return {
    message: 'Here are your data.',
    data: { stat, total: figures(found), currency: currencyOf(caller.account.currency) },
  };
}

export const statisticsRoutes: readonly Route[] = [
  get('/statistics/sms', (call) => statistics(call, 'sms')),
  get('/statistics/voice', (call) => statistics(call, 'voice')),
];
