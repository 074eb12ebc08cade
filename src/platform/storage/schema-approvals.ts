import type { Effect } from '../../kernel/action.ts';
import type { ApprovalStatus } from '../../kernel/ports/storage-approvals.ts';
import type { JsonText } from './schema.ts';

/** What people are asked to allow, as both engines store it. */
export interface ApprovalTables {
  approvals: ApprovalsTable;
}

export interface ApprovalsTable {
  id: string;
  tenant_id: string;
  principal: string;
  requested_by: string;
  digest: string;
  action: string;
  title: string;
  app: string;
  connection_id: string;
  effect: Effect;
  is_charged: number;
  status: ApprovalStatus;
  decided_by: string | null;
  decided_at: number | null;
  run_id: string | null;
  created_at: number;
  expires_at: number;
  shown: JsonText;
}
