import type { World } from '../../../../sandbox/definition.ts';
import type { Account } from '../account/entities.ts';
import type { Db } from '../collections.ts';
import { textOf } from '../http/fields.ts';
import type { Receipt } from '../messages/entities.ts';
import { showReceipt } from '../messages/receipts.ts';
import { callAddress, isWebhookType } from './webhook.ts';

interface Scene {
  readonly world: World;
  readonly db: Db;
  readonly account: Account;
}

/** Match types: all reports, failed ones, successful ones. */
function isMatched(matchType: unknown, isDelivered: boolean): boolean {
  if (matchType === 1) return !isDelivered;
  return matchType === 2 ? isDelivered : true;
}

/** Lets each rule for a channel's receipts do its work; only what a rule polls can be asked for later. */
export function fireReceipt({ world, db, account }: Scene, receipt: Omit<Receipt, 'id' | 'isUnread'>): void {
  const isDelivered = /^20\d$/.test(receipt.status_code);
  const rules = db.items(`receipt_rules_${receipt.channel}`).find({ where: { enabled: 1 } });
  for (const rule of rules.filter(({ match_type: matchType }) => isMatched(matchType, isDelivered))) {
    const full = { ...receipt, id: 0, isUnread: true };
    if (rule['action'] === 'POLL') {
      db.receipts.insert({ ...full, id: world.store.nextId(`${account.id}/receipts`) });
    } else if (rule['action'] === 'URL') {
      const type = textOf(rule['webhook_type']) ?? 'post';
      const target = { url: textOf(rule['action_address']) ?? '', about: `${receipt.channel} receipt` };
      callAddress(world, { ...target, type: isWebhookType(type) ? type : 'post' }, showReceipt(full));
    } else {
      const to = rule['action'] === 'EMAIL_USER' ? account.user_email : textOf(rule['action_address']);
      if (to?.includes('@') === true) {
        world.outbox.send({
          from: 'reports@clicksend.com',
          to,
          subject: `Delivery report for ${receipt.message_id}`,
          text: `${receipt.status_code}: ${receipt.status_text}`,
        });
      }
    }
  }
}
