import { digestOf } from '../../kernel/digest.ts';
import type { ApprovalsPort } from '../../kernel/ports/approvals.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import { newUnguessable } from '../../kernel/unguessable.ts';
import { principalOf } from './principal.ts';

export interface ConfirmationParts {
  readonly storage: Pick<Storage, 'oneTime'>;
  readonly now: () => number;
}

const purpose = 'confirmation';
const livesMs = 10 * 60_000;

/** States of questions that a program puts to its user: each is good once, on any node, for one caller and one thing. */
export function createConfirmations({ storage, now }: ConfirmationParts): Pick<ApprovalsPort, 'question' | 'answered'> {
  return {
    async question(caller, what) {
      const { token, hash } = newUnguessable({ prefix: 'cnf_' });
      const createdAt = now();
      const subject = { tenantId: caller.tenantId, principal: principalOf(caller), what };
      await storage.oneTime.insert({ hash, purpose, subject, createdAt, expiresAt: createdAt + livesMs, usedAt: null });
      return token;
    },
    async answered(caller, state, what) {
      const hash = digestOf(state);
      const found = await storage.oneTime.find(hash, purpose, now());
      // It is what `question` stored.
      const subject = (found?.subject ?? {}) as Readonly<Record<string, unknown>>;
      const isMeant =
        subject['tenantId'] === caller.tenantId &&
        subject['principal'] === principalOf(caller) &&
        subject['what'] === what;
      return isMeant && (await storage.oneTime.use(hash, purpose, now())) !== undefined;
    },
  };
}
