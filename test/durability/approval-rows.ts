import { digestOf } from '../../src/kernel/digest.ts';
import { newId } from '../../src/kernel/ids.ts';
import type { ApprovalRow, ApprovalUse } from '../../src/kernel/ports/storage-approvals.ts';

/** A run that somebody is asked to allow. */
export function approvalRow(tenantId: string, over: Partial<ApprovalRow> = {}): ApprovalRow {
  return {
    id: newId('apr'),
    tenantId,
    principal: 'token:tok_1',
    requestedBy: 'Claude Code',
    digest: digestOf('delete room 1'),
    action: 'clickmeeting.delete-conference',
    title: 'Delete a conference',
    app: 'clickmeeting',
    connectionId: 'con_1',
    effect: 'destroy',
    isCharged: false,
    shown: { ownerId: 'apr_1', keyId: 'mk_a', wrappedKey: 'd2E=', version: 1, fields: { shown: 'c2VhbGVk' } },
    status: 'pending',
    decidedBy: null,
    decidedAt: null,
    runId: null,
    createdAt: 1000,
    expiresAt: 2000,
    ...over,
  };
}

export function useOf({ id, tenantId, principal, digest }: ApprovalRow, over: Partial<ApprovalUse> = {}): ApprovalUse {
  return { id, tenantId, principal, digest, now: 1500, ...over };
}
