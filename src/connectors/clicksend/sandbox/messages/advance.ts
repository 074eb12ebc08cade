import type { World } from '../../../../sandbox/definition.ts';
import type { Account } from '../account/entities.ts';
import { fireReceipt } from '../automations/fire-receipt.ts';
import type { ChannelName, Db } from '../collections.ts';
import { seconds } from '../time.ts';
import { addToDay } from './days.ts';
import type { Message } from './entities.ts';
import { outcomeOf } from './handsets.ts';

const toNetworkSeconds = 3;
const toHandsetSeconds = 5;
const queueSeconds = 2;
/** As many in one go; a jump over years with a million messages must not hold everything in memory. */
const batch = 1000;

interface Scene {
  readonly world: World;
  readonly db: Db;
  readonly account: Account;
}

/** The next step of a message at the time it is due. */
function stepOf(scene: Scene, channel: ChannelName, message: Message): Partial<Message> {
  const due = message.dueAt ?? 0;
  switch (message.status) {
    case 'Scheduled':
      return { status: 'Queued', dueAt: due + queueSeconds };
    case 'Queued':
      return { status: 'Completed', dueAt: message.isTest ? null : due + toNetworkSeconds };
    case 'Completed':
      return {
        status: 'Sent',
        status_code: '200',
        status_text: 'Success: Message sent.',
        dueAt: due + toHandsetSeconds,
      };
    default:
      return arrive(scene, channel, message);
  }
}

/** The handset answers, or never does. */
function arrive({ world, db, account }: Scene, channel: ChannelName, message: Message): Partial<Message> {
  const outcome = outcomeOf(world, message.to);
  if (outcome === undefined) return { dueAt: null };
  const { isFailed, ...codes } = outcome;
  const { message_id, custom_string, user_id, subaccount_id } = message;
  fireReceipt(
    { world, db, account },
    {
      channel,
      message_id,
      timestamp_send: message.schedule,
      timestamp: message.dueAt ?? message.schedule,
      custom_string,
      user_id,
      subaccount_id,
      digits: channel === 'voice' && message.extra['require_input'] === 1 ? '1' : null,
      ...codes,
    },
  );
  if (isFailed) {
    addToDay(db, { at: message.schedule, channel, subaccountId: subaccount_id, bounced: 1 });
  }
  return { ...codes, ...(isFailed ? { status: 'Failed' } : {}), dueAt: null };
}

/** Moves an account's messages on as far as the clock has come, each step at its own time. */
export function advanceMessages(scene: Scene): void {
  const now = seconds(scene.world);
  for (const channel of ['sms', 'voice', 'mms'] as const) {
    const messages = scene.db.messages(channel);
    for (;;) {
      const due = messages.find({ where: { dueAt: { lte: now } }, orderBy: 'dueAt', limit: batch });
      for (const message of due) messages.update(message.id, stepOf(scene, channel, message));
      if (due.length === 0) break;
    }
  }
}
