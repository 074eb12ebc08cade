import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { plainText } from '../../kernel/plain-text.ts';
import type { Risk } from '../../kernel/ports/approvals.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { ApprovalRow } from '../../kernel/ports/storage-approvals.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { nameOf, principalOf } from './principal.ts';

export interface AsksParts {
  readonly storage: Pick<Storage, 'approvals' | 'runs'>;
  readonly vault: Vault;
  /** Address under which people reach the pages. */
  readonly publicUrl: () => string;
  readonly now: () => number;
}

/** What a person is asked to allow. */
export interface Ask extends Risk {
  readonly digest: string;
  readonly action: string;
  readonly title: string;
  readonly app: string;
  readonly connectionId: string;
  readonly shown: Shown;
}

/** What the page shows besides, redacted. */
export interface Shown {
  readonly appName: string;
  readonly connectionName: string;
  readonly isSandbox: boolean;
  readonly description: string;
  readonly inputText: string;
  /** Characters of the input that are not kept. */
  readonly cut: number;
  readonly previewText?: string;
  /** What runs, where its name is chosen by whoever asked or saved it. */
  readonly definition?: { readonly text: string; readonly cut: number };
}

/** Asks people, and says why an approval does not let a run begin. */
export interface Asks {
  /** The question as it stands, when the same one was asked before and can still be used. */
  standing(caller: Caller, digest: string): Promise<PorinError | undefined>;
  /** Asks anew; the error says where a person answers. */
  ask(caller: Caller, ask: Ask): Promise<PorinError>;
  /** Why this approval does not let this caller do this. */
  whyNot(caller: Caller, id: string, digest: string): Promise<PorinError>;
}

/** How long a person has to decide, and then the program to begin. */
export const approvalLifeMs = 15 * 60_000;

const maxName = 100;

export function createAsks(parts: AsksParts): Asks {
  const { storage, vault, publicUrl, now } = parts;
  const required = (row: ApprovalRow) => approvalRequired(row, urlOf(publicUrl(), row.id));
  return {
    async standing(caller, digest) {
      const asker = { tenantId: caller.tenantId, principal: principalOf(caller), digest };
      const row = await storage.approvals.open(asker, now());
      return row && required(row);
    },
    async ask(caller, { shown, ...facts }) {
      const id = newId('apr');
      const createdAt = now();
      const row: ApprovalRow = {
        ...facts,
        id,
        tenantId: caller.tenantId,
        principal: principalOf(caller),
        requestedBy: plainText(nameOf(caller), maxName),
        shown: vault.sealSecret({ ownerId: id, version: 1 }, { shown: JSON.stringify(shown) }),
        status: 'pending',
        decidedBy: null,
        decidedAt: null,
        runId: null,
        createdAt,
        expiresAt: createdAt + approvalLifeMs,
      };
      await storage.approvals.insert(row);
      return required(row);
    },
    async whyNot(caller, id, digest) {
      const row = await storage.approvals.get(id);
      if (!row || row.tenantId !== caller.tenantId) return unknownApproval(id);
      return unusable(parts, row, { principal: principalOf(caller), digest }) ?? undecided(row, urlOf(publicUrl(), id));
    },
  };
}

export function urlOf(publicUrl: string, id: string): string {
  return `${publicUrl}/approve/${id}`;
}

export function unknownApproval(id: string): PorinError {
  return new PorinError('not_found', `No approval ${id.slice(0, 100)}`, {
    hint: 'Repeat the request without it to ask for one; those that ended are forgotten after a while',
  });
}

function approvalRequired({ id, title, status, expiresAt }: ApprovalRow, approvalUrl: string): PorinError {
  const again = `repeat exactly this request with the approval ${id}`;
  const how = '(approval in a tool call and in JSON, --approval on the command line)';
  const details = { approvalId: id, approvalUrl, status, expiresAt: new Date(expiresAt).toISOString() };
  if (status === 'approved')
    return new PorinError('approval_required', `${title}: it is approved, but the request does not name the approval`, {
      hint: `To do it, ${again} ${how}`,
      details,
    });
  return new PorinError('approval_required', `${title}: a person has to approve it first, nothing was done`, {
    hint: `Ask the user to open ${approvalUrl} and decide; then ${again} ${how}`,
    details,
  });
}

/** For a request that names it already. */
function undecided(row: ApprovalRow, approvalUrl: string): PorinError {
  const { details } = approvalRequired(row, approvalUrl);
  return new PorinError('approval_required', `${row.title}: nobody has decided yet, nothing was done`, {
    hint: `Remind the user to decide at ${approvalUrl}; then repeat exactly this request, with the approval ${row.id} as now`,
    details,
  });
}

const anew = 'Repeat the request without the approval to ask anew';

/** Undefined for one that is only not decided yet. */
function unusable(
  { now }: AsksParts,
  row: ApprovalRow,
  { principal, digest }: Pick<ApprovalRow, 'principal' | 'digest'>,
): PorinError | undefined {
  const { id, title } = row;
  if (row.principal !== principal)
    return new PorinError('access_denied', `The approval ${id} was asked for by another program or token`, {
      hint: anew,
      details: { approvalId: id, reason: 'foreign' },
    });
  if (row.digest !== digest)
    return new PorinError('bad_request', `The approval ${id} (${title}) is for another action, connection or input`, {
      hint: `Repeat the request exactly as it was approved. ${anew}`,
      details: { approvalId: id, reason: 'mismatch' },
    });
  if (row.status === 'used') return used(row);
  if (row.status === 'denied')
    return new PorinError('access_denied', `A person denied this: ${title}. Nothing was done`, {
      hint: 'Do not ask again unless the user wants it',
      details: { approvalId: id, reason: 'denied' },
    });
  if (row.expiresAt > now()) return undefined;
  const why = row.status === 'pending' ? 'was not decided in time' : 'was not used in time';
  return new PorinError('bad_request', `The approval ${id} (${title}) ${why}, nothing was done`, {
    hint: anew,
    details: { approvalId: id, reason: 'expired' },
  });
}

/** Use and run are stored together, so that the run says what came of it, also when its process died. */
function used({ id, title, runId }: ApprovalRow): PorinError {
  return new PorinError('bad_request', `The approval ${id} (${title}) was used already, by the run ${runId}`, {
    hint: `porin action-run-log get ${runId} shows what came of it, before you ask anew without the approval`,
    details: { approvalId: id, reason: 'used' },
    ...(runId === null ? {} : { actionRunId: runId }),
  });
}
