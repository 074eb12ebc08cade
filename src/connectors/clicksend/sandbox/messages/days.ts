import type { Db } from '../collections.ts';
import { dayOf } from '../time.ts';
import type { DayTotal } from './entities.ts';

interface Happened {
  /** Epoch seconds. */
  readonly at: number;
  readonly channel: string;
  readonly subaccountId: number;
  readonly count?: number;
  readonly price?: number;
  readonly inbound?: number;
  readonly bounced?: number;
}

/** Adds to a day's totals, from which statistics and usage are read without the messages themselves. */
export function addToDay({ days }: Db, happened: Happened): void {
  const { at, channel, subaccountId, count = 0, price = 0, inbound = 0, bounced = 0 } = happened;
  const day = dayOf(at);
  const id = `${day}:${channel}:${subaccountId}`;
  const known = days.get(id);
  const total: DayTotal = {
    id,
    day,
    channel,
    subaccount_id: subaccountId,
    count: (known?.count ?? 0) + count,
    price: (known?.price ?? 0) + price,
    inbound: (known?.inbound ?? 0) + inbound,
    bounced: (known?.bounced ?? 0) + bounced,
  };
  if (known === undefined) days.insert(total);
  else days.update(id, total);
}
