import type { World } from '../../../../sandbox/definition.ts';
import type { Account } from '../account/entities.ts';
import { fireReceipt } from '../automations/fire-receipt.ts';
import type { Db } from '../collections.ts';
import { seconds } from '../time.ts';
import { plainText } from './send.ts';

/** Sends the mail whose time has come: to the outbox, once to each recipient. */
export function advanceEmails(scene: { readonly world: World; readonly db: Db; readonly account: Account }): void {
  const { world, db } = scene;
  for (const email of db.emails.find({ where: { dueAt: { lte: seconds(world) } }, orderBy: 'dueAt' })) {
    db.emails.update(email.id, { status: 'Sent', dueAt: null });
    for (const { email: to, name } of [...email.to, ...email.cc, ...email.bcc]) {
      world.outbox.send({
        from: { name: email.from_name, address: email.from_address },
        to: { name, address: to },
        subject: email.subject,
        text: plainText(email.body),
        html: email.body,
      });
    }
    fireReceipt(scene, {
      channel: 'email',
      message_id: email.message_id,
      timestamp_send: email.schedule,
      timestamp: email.dueAt ?? email.schedule,
      status_code: '201',
      status_text: 'Success: Message received.',
      error_code: null,
      error_text: null,
      custom_string: null,
      user_id: email.user_id,
      subaccount_id: email.subaccount_id,
      digits: null,
    });
  }
}
