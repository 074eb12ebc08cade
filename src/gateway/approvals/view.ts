import { plainText } from '../../kernel/plain-text.ts';
import type { ApprovalSubject, ApprovalView } from '../../kernel/ports/approvals.ts';
import type { ApprovalRow } from '../../kernel/ports/storage-approvals.ts';
import type { Logger } from '../../kernel/ports/telemetry.ts';
import type { Vault } from '../../kernel/ports/vault.ts';
import { type Shown, urlOf } from './asks.ts';

const maxSummary = 120;

export interface ViewParts {
  readonly vault: Vault;
  readonly publicUrl: () => string;
  readonly logger: Logger;
  readonly now: () => number;
}

/** An approval without what it was asked for, which is sealed. */
export function viewOf({ publicUrl, now }: ViewParts, row: ApprovalRow): ApprovalView {
  const isOver = row.expiresAt <= now() && (row.status === 'pending' || row.status === 'approved');
  const iso = (time: number) => new Date(time).toISOString();
  return {
    id: row.id,
    status: isOver ? 'expired' : row.status,
    title: row.title,
    action: row.action,
    app: row.app,
    connectionId: row.connectionId,
    effect: row.effect,
    isCharged: row.isCharged,
    requestedBy: row.requestedBy,
    tenantId: row.tenantId,
    approvalUrl: urlOf(publicUrl(), row.id),
    ...(row.decidedBy === null ? {} : { decidedBy: row.decidedBy }),
    ...(row.decidedAt === null ? {} : { decidedAt: iso(row.decidedAt) }),
    ...(row.runId === null ? {} : { actionRunId: row.runId }),
    createdAt: iso(row.createdAt),
    expiresAt: iso(row.expiresAt),
  };
}

/** The same with what it was asked for. */
export function wholeViewOf(parts: ViewParts, row: ApprovalRow): ApprovalView {
  const shown = shownOf(parts, row);
  const view = viewOf(parts, row);
  if (!shown) return view;
  const { definition } = shown;
  return {
    ...view,
    summary: summaryOf(shown),
    ...(definition === undefined ? {} : { definition: wholeOf(definition) }),
    connectionName: shown.connectionName,
    input: shown.cut === 0 ? parsed(shown.inputText) : shown.inputText,
  };
}

/** The same with what tells it from others of its name. */
export function listViewOf(parts: ViewParts, row: ApprovalRow): ApprovalView {
  const shown = shownOf(parts, row);
  return { ...viewOf(parts, row), ...(shown ? { summary: summaryOf(shown) } : {}) };
}

function summaryOf({ inputText, definition }: Shown): string {
  const given = inputText === '{}' || inputText === '' ? (definition?.text ?? inputText) : inputText;
  return plainText(given.replace(/\s+/g, ' '), maxSummary);
}

function wholeOf({ text, cut }: NonNullable<Shown['definition']>): string {
  return cut === 0 ? text : `${text}\n… and ${cut} more characters`;
}

export function subjectOf(parts: ViewParts, row: ApprovalRow, tenantKey: string): ApprovalSubject {
  const shown = shownOf(parts, row);
  const lost: Shown = {
    appName: row.app,
    connectionName: '',
    isSandbox: false,
    description: '',
    inputText: '',
    cut: 0,
  };
  const { definition, ...rest } = shown ?? lost;
  const facts = { ...viewOf(parts, row), tenantKey, isReadable: shown !== undefined, ...rest };
  return definition ? { ...facts, definition: definition.text, definitionCut: definition.cut } : facts;
}

/** Undefined when the key that sealed it is gone. */
function shownOf({ vault, logger }: ViewParts, row: ApprovalRow): Shown | undefined {
  try {
    const text = vault.openSecret(row.shown)['shown']?.reveal();
    // It is what was sealed when it was asked: the vault gives back nothing else.
    return text === undefined ? undefined : (JSON.parse(text) as Shown);
  } catch (error) {
    logger.warn({ approvalId: row.id, error: String(error) }, 'what is to be approved cannot be opened');
    return undefined;
  }
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}
