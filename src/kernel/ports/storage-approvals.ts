import type { Effect } from '../action.ts';
import type { Page, PageRequest, RunRow } from './storage.ts';
import type { IdempotencyRow } from './storage-actions.ts';
import type { SealedSecret } from './vault.ts';

export type ApprovalStatus = 'pending' | 'approved' | 'denied' | 'used';

/** One run that a person is asked to allow: who may make it, what exactly it is, and what became of the question. */
export interface ApprovalRow {
  /** `apr_…`; it stands in the page's address, which by itself allows nothing. */
  readonly id: string;
  readonly tenantId: string;
  /** Who asked, and alone may use it: the login or token. */
  readonly principal: string;
  /** The program and token that asked, as people know them. */
  readonly requestedBy: string;
  /** SHA-256 of action, connection and exact input, hex. */
  readonly digest: string;
  /** `<app>.<key>`, `act_…`, or what an inline request is called. */
  readonly action: string;
  /** What it does, in a few words. */
  readonly title: string;
  readonly app: string;
  readonly connectionId: string;
  readonly effect: Effect;
  readonly isCharged: boolean;
  /** What the page shows besides: redacted, and sealed because it may be personal all the same. */
  readonly shown: SealedSecret;
  readonly status: ApprovalStatus;
  /** Who decided, as people know them. */
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  /** The run that used it up. */
  readonly runId: string | null;
  readonly createdAt: number;
  /** Until then it can be decided; once approved, used. */
  readonly expiresAt: number;
}

/** What a run shows to use an approval up. */
export interface ApprovalUse extends Pick<ApprovalRow, 'id' | 'tenantId' | 'principal' | 'digest'> {
  readonly now: number;
}

export interface ApprovalStorage {
  readonly approvals: {
    insert(row: ApprovalRow): Promise<void>;
    get(id: string): Promise<ApprovalRow | undefined>;
    /** The newest one that the same asker can still use, or hopes for. */
    open(asked: Pick<ApprovalRow, 'tenantId' | 'principal' | 'digest'>, now: number): Promise<ApprovalRow | undefined>;
    /** Newest first; all tenants' without one. */
    list(
      filter: { readonly tenantId?: string | undefined; readonly status?: ApprovalStatus | undefined },
      page: PageRequest,
    ): Promise<Page<ApprovalRow>>;
    /** Undefined when it was decided before, or is too old. Announces `approval`. */
    decide(
      id: string,
      decision: Pick<ApprovalRow, 'expiresAt'> & {
        readonly status: 'approved' | 'denied';
        readonly decidedBy: string;
        readonly decidedAt: number;
      },
    ): Promise<ApprovalRow | undefined>;
    /**
     * Uses an approval up and stores the run that it allows, and the run's key, in one transaction: all of it or nothing. `unusable`: it
     * is not approved, too old, used, or of something else; `key`: the key is another run's. Announces `approval`.
     */
    claim(use: ApprovalUse, run: RunRow, key?: IdempotencyRow): Promise<'claimed' | 'unusable' | 'key'>;
    /** Deletes those that ended before then, oldest first. Returns how many. */
    deleteBefore(expiredBefore: number, limit: number): Promise<number>;
  };
}
