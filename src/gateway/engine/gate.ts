import { plainText } from '../../kernel/plain-text.ts';
import type { Examined, SafetyRules } from '../../kernel/ports/approvals.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { RunRow, Storage } from '../../kernel/ports/storage.ts';
import type { IdempotencyRow } from '../../kernel/ports/storage-actions.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Ask, Asks, Shown } from '../approvals/asks.ts';
import { principalOf } from '../approvals/principal.ts';
import { neededFor } from '../approvals/rules.ts';
import type { Admitted } from './ask.ts';
import { definitionOf } from './definition.ts';
import { actionIdOf } from './record.ts';
import { approvalDigest } from './request-hash.ts';
import { riskOf } from './risk.ts';

export interface GateParts {
  readonly storage: Pick<Storage, 'approvals' | 'idempotency'>;
  readonly asks: Asks;
  readonly rules: SafetyRules;
  readonly redactor: Redactor;
  readonly now: () => number;
}

/** What a run has to show before it begins. */
export interface Demand {
  readonly caller: Caller;
  readonly digest: string;
  /** The approval that it shows. */
  readonly id: string | undefined;
}

/** A run that needs an approval and shows none. */
export class ApprovalMissing extends Error {}

const maxShown = 20_000;
const maxTitle = 200;

/** Undefined when the run may begin as it is: the rules want nothing, and it shows nothing. */
export function demandOf(
  { rules }: Pick<GateParts, 'rules'>,
  caller: Caller,
  admitted: Admitted,
): Promise<Demand> | undefined {
  const { request, isPreview } = admitted;
  if (isPreview || request.dryRun) return undefined;
  const id = request.approvalId;
  const isFree = rules.approve.size === 0 || neededFor(riskOf(admitted), rules) !== 'approve';
  if (id === undefined && isFree && !request.isUnconfirmed) return undefined;
  return approvalDigest(admitted).then((digest) => ({ caller, digest, id }));
}

/**
 * Stores the record of a run that a person allowed, and uses the approval up with it. False when its key is in use: then the run of that
 * key answers, also one that used the same approval. Errors: `ApprovalMissing`; why the approval is not good for it.
 */
export async function claimApproved(
  { storage, asks, now }: GateParts,
  { caller, digest, id }: Demand,
  { row, key }: { readonly row: RunRow; readonly key: IdempotencyRow | undefined },
): Promise<boolean> {
  const use = { tenantId: caller.tenantId, principal: principalOf(caller), digest, now: now() };
  const end = id === undefined ? 'unusable' : await storage.approvals.claim({ ...use, id }, row, key);
  if (end === 'claimed') return true;
  if (end === 'key') return false;
  if (key && (await storage.idempotency.get(key.tenantId, key.key, now()))) return false;
  if (id === undefined) throw new ApprovalMissing();
  throw await asks.whyNot(caller, id, digest);
}

/** What is to be confirmed or approved, in words. */
export async function examined(parts: GateParts, caller: Caller, admitted: Admitted): Promise<Examined> {
  const { rules, redactor, storage, now } = parts;
  const risk = riskOf(admitted);
  const { target, isPreview, request } = admitted;
  const { idempotencyKey: key } = request;
  return {
    ...risk,
    isRepeated: key !== undefined && (await storage.idempotency.get(caller.tenantId, key, now())) !== undefined,
    needs: isPreview || request.dryRun ? 'nothing' : neededFor(risk, rules),
    digest: await approvalDigest(admitted),
    title: plainText(titleOf(admitted), maxTitle),
    appName: target.connector.definition.name,
    connectionName: target.connection.name,
    input: redactor.redact(request.input ?? {}),
    ...definedAs(definitionOf(admitted, (value) => redactor.redact(value))),
  };
}

/** The same for the page, to be stored. */
export async function askOf(
  parts: GateParts,
  { caller, admitted }: { readonly caller: Caller; readonly admitted: Admitted },
  preview: unknown,
): Promise<Ask> {
  const { title, effect, isCharged, digest, input, definition } = await examined(parts, caller, admitted);
  const { target, action } = admitted;
  const { id: connectionId, app } = target.connection;
  return {
    title,
    effect,
    isCharged,
    digest,
    app,
    connectionId,
    action: actionIdOf(app, action),
    shown: shownOf(admitted, { input, preview, definition }),
  };
}

function shownOf(
  { target, action }: Admitted,
  {
    input,
    preview,
    definition,
  }: { readonly input: unknown; readonly preview: unknown; readonly definition: string | undefined },
): Shown {
  const { text: inputText, cut } = cutText(input);
  return {
    appName: target.connector.definition.name,
    connectionName: target.connection.name,
    isSandbox: target.connection.sandbox,
    description: action.description.slice(0, 1_000),
    inputText,
    cut,
    ...(preview === undefined ? {} : { previewText: cutText(preview).text }),
    ...(definition === undefined ? {} : { definition: cutTo(definition) }),
  };
}

function cutText(value: unknown): { readonly text: string; readonly cut: number } {
  return cutTo(value === undefined ? '' : JSON.stringify(value, undefined, 2));
}

function cutTo(text: string): { readonly text: string; readonly cut: number } {
  return { text: text.slice(0, maxShown), cut: Math.max(0, text.length - maxShown) };
}

function titleOf({ action, target }: Admitted): string {
  const on = target.connector.definition.name;
  return on === '' || target.connection.id === '' ? action.name : `${action.name} (${on}, ${target.connection.name})`;
}

function definedAs(definition: string | undefined): Pick<Examined, 'definition'> {
  return definition === undefined ? {} : { definition };
}
