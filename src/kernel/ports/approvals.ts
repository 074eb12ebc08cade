import type { z } from 'zod';
import type { Effect } from '../action.ts';
import type { Departure } from '../departure.ts';
import type { approvalView } from '../views-approvals.ts';
import type { RunContext, RunRequest } from './gateway.ts';
import type { Caller } from './identity.ts';
import type { Visitor } from './people.ts';
import type { Page, PageRequest } from './storage.ts';

export type ApprovalView = z.infer<typeof approvalView>;

/** What a rule can be about: everything that changes anything, what cannot be undone, and what the app charges for. */
export const hazards = ['write', 'destroy', 'charged'] as const;
export type Hazard = (typeof hazards)[number];

/** What a run may do at worst. */
export interface Risk {
  readonly effect: Effect;
  readonly isCharged: boolean;
}

/** What has to be confirmed by whoever uses an agent, and what has to be approved by a person on our own page. */
export interface SafetyRules {
  readonly confirm: ReadonlySet<Hazard>;
  readonly approve: ReadonlySet<Hazard>;
}

/** A run that was asked for, before anything is done. */
export interface Examined extends Risk {
  /** `approve`: by a person on the page, whoever asks; `confirm`: by whoever uses the agent that asks. */
  readonly needs: 'nothing' | 'confirm' | 'approve';
  /** A run has its key already, so that its answer is what there is to give. */
  readonly isRepeated: boolean;
  /** SHA-256 of action, connection and exact input, hex. */
  readonly digest: string;
  readonly title: string;
  readonly appName: string;
  readonly connectionName: string;
  /** Redacted. */
  readonly input: unknown;
  /** The code, request or formulas that run, redacted, where whoever asked or saved them chose their name. */
  readonly definition?: string;
}

/** What people and programs do with approvals. Errors of all that take an id: `not_found`, also for another tenant's. */
export interface ApprovalsPort {
  /** What a run would be. Errors: as a run that does not begin. */
  examine(caller: Caller, request: RunRequest): Promise<Examined>;
  /** Asks a person for a run, or tells how the question of before stands. Errors: always `approval_required`. */
  demand(caller: Caller, request: RunRequest, context: RunContext): Promise<never>;
  /** A state for whoever is asked to confirm in the program that asks; `what` is the hash of all that is confirmed. */
  question(caller: Caller, what: string): Promise<string>;
  /** Uses the state up. False for one that is not this caller's, is about something else, was used or is too old. */
  answered(caller: Caller, state: string, what: string): Promise<boolean>;
  /** Newest first: the caller's tenant's; every one for managers. */
  list(
    caller: Caller,
    filter: { readonly status?: 'pending' | 'approved' | 'denied' | 'used' | undefined },
    page: PageRequest,
  ): Promise<Page<ApprovalView>>;
  get(caller: Caller, id: string): Promise<ApprovalView>;
  /**
   * Answers as soon as it is decided, or as it is after `timeoutMs`; at once when `digest` is given and it is about something else, or
   * another caller's.
   */
  wait(
    caller: Caller,
    id: string,
    how: { readonly timeoutMs: number; readonly departure: Departure; readonly digest?: string },
  ): Promise<ApprovalView>;
  /** The one decision of a program: people alone approve, on the page. Errors: `access_denied` unless a manager asks; `conflict` when it was decided before. */
  deny(caller: Caller, id: string): Promise<ApprovalView>;
}

/** What the page shows. */
export interface ApprovalSubject extends ApprovalView {
  readonly appName: string;
  readonly tenantKey: string;
  /** False when what was asked cannot be opened any more, and so not be approved. */
  readonly isReadable: boolean;
  /** What the action says of itself. */
  readonly description: string;
  readonly isSandbox: boolean;
  /** Characters of the definition that are not shown. */
  readonly definitionCut?: number;
  /** The input as JSON; all of it, or how it begins. */
  readonly inputText: string;
  /** Characters of the input that are not shown. */
  readonly cut: number;
  /** What the action found out that it would do, or the request that it would send, as JSON. */
  readonly previewText?: string;
}

/** The approval page: for people alone. Errors of both: `not_found`, also for a member of another tenant. */
export interface ApprovalPages {
  open(id: string, visitor: Visitor): Promise<ApprovalSubject>;
  /** `isLate`: it was decided before, or its time is over. */
  decide(
    id: string,
    visitor: Visitor,
    decision: 'approved' | 'denied',
  ): Promise<{ readonly subject: ApprovalSubject; readonly isLate: boolean }>;
}
