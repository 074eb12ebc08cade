import { PorinError } from '../../kernel/errors.ts';
import type { ApprovalPages, ApprovalsPort, ApprovalView } from '../../kernel/ports/approvals.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { ApprovalRow } from '../../kernel/ports/storage-approvals.ts';
import { createWaiting, settled } from '../../kernel/waiting.ts';
import { approvalLifeMs, unknownApproval, urlOf } from './asks.ts';
import { createConfirmations } from './confirmations.ts';
import { nameOf, principalOf } from './principal.ts';
import { listViewOf, subjectOf, type ViewParts, viewOf, wholeViewOf } from './view.ts';

export interface ApprovalParts extends ViewParts {
  readonly storage: Pick<Storage, 'approvals' | 'oneTime' | 'tenants' | 'onChange'>;
}

type Decision = 'approved' | 'denied';

/** What people and programs do with approvals, once they were asked for. */
export function createApprovals(parts: ApprovalParts): {
  readonly port: Omit<ApprovalsPort, 'examine' | 'demand'>;
  readonly pages: ApprovalPages;
  stop(): void;
} {
  const { storage } = parts;
  const waiting = createWaiting(storage, 'approval');
  return {
    port: {
      ...createConfirmations(parts),
      async list(caller, filter, page) {
        const tenantId = caller.isManager ? undefined : caller.tenantId;
        const { items, ...rest } = await storage.approvals.list({ ...filter, tenantId }, page);
        return { ...rest, items: items.map((row) => listViewOf(parts, row)) };
      },
      get: async (caller, id) => wholeViewOf(parts, await find(parts, caller, id)),
      wait: async (caller, id, { digest, timeoutMs, departure }) => {
        const isMeant = (row: ApprovalRow) =>
          digest === undefined || (row.digest === digest && row.principal === principalOf(caller));
        const isSettled = (row: ApprovalRow) => !isMeant(row) || viewOf(parts, row).status !== 'pending';
        const subject = { id, isSettled, read: () => find(parts, caller, id) };
        return wholeViewOf(parts, await settled(waiting, subject, { timeoutMs, departure }));
      },
      deny: (caller, id) => deny(parts, caller, id),
    },
    pages: createPages(parts),
    stop: waiting.stop,
  };
}

function createPages(parts: ApprovalParts): ApprovalPages {
  const show = async (row: ApprovalRow) => {
    const tenant = await parts.storage.tenants.get(row.tenantId);
    return subjectOf(parts, row, tenant?.key ?? row.tenantId);
  };
  const findFor = async (id: string, { role, tenantId }: Visitor) => {
    const row = await parts.storage.approvals.get(id);
    if (row && (role === 'owner' || tenantId === row.tenantId)) return row;
    throw unknownApproval(id);
  };
  return {
    open: async (id, visitor) => show(await findFor(id, visitor)),
    async decide(id, visitor, decision) {
      const subject = await show(await findFor(id, visitor));
      // Nobody allows what he could not see.
      if (!subject.isReadable && decision === 'approved') return { subject, isLate: true };
      const row = await decide(parts, id, { decision, decidedBy: visitor.name });
      return { subject: await show(row ?? (await findFor(id, visitor))), isLate: row === undefined };
    },
  };
}

/** Errors: `not_found`, also for another tenant's, unless a manager asks. */
async function find({ storage }: ApprovalParts, caller: Caller, id: string): Promise<ApprovalRow> {
  const row = await storage.approvals.get(id);
  if (row && (caller.isManager || row.tenantId === caller.tenantId)) return row;
  throw unknownApproval(id);
}

interface Decided {
  readonly decision: Decision;
  readonly decidedBy: string;
}

function decide(
  { storage, logger, now }: ApprovalParts,
  id: string,
  { decision, decidedBy }: Decided,
): Promise<ApprovalRow | undefined> {
  const decidedAt = now();
  logger.info({ approvalId: id, decision, decidedBy }, 'a person decided on a run');
  return storage.approvals.decide(id, {
    status: decision,
    decidedBy,
    decidedAt,
    expiresAt: decidedAt + approvalLifeMs,
  });
}

/** Programs only ever refuse: what lets a run begin is a person's session on the page. */
async function deny(parts: ApprovalParts, caller: Caller, id: string): Promise<ApprovalView> {
  await find(parts, caller, id);
  if (!caller.isManager)
    throw new PorinError('access_denied', `Denying the approval ${id} is for managers`, {
      hint: `A person decides at ${urlOf(parts.publicUrl(), id)}`,
    });
  const decided = await decide(parts, id, { decision: 'denied', decidedBy: nameOf(caller) });
  if (decided) return wholeViewOf(parts, decided);
  const { status } = viewOf(parts, await find(parts, caller, id));
  throw new PorinError('conflict', `The approval ${id} is ${status} already`, {
    hint: 'Whoever wants the run can ask anew',
  });
}
