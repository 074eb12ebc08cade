import { digestOf } from '../../kernel/digest.ts';
import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { nearestName } from '../../kernel/issues.ts';
import { plainText } from '../../kernel/plain-text.ts';
import type { Approval, ApprovalPage, Decision, GrantedScope, OAuthPort } from '../../kernel/ports/oauth.ts';
import type { Visitor } from '../../kernel/ports/people.ts';
import type { GrantRow, IdentityStorage, OAuthRequestRow, TenantRow } from '../../kernel/ports/storage-identity.ts';
import { newUnguessable } from '../../kernel/unguessable.ts';
import { tenantKey } from '../../kernel/views-identity.ts';
import type { Clients, OAuthClient } from './clients.ts';
import { comparisonCode, newSpokenCode } from './codes.ts';
import { isLoopbackAddress, isLoopbackHost, isLoopbackUri, redirectWith } from './redirects.ts';
import { ticketPurpose } from './requests.ts';
import { scopesOf } from './scopes.ts';

export interface ApprovalsParts {
  readonly storage: Pick<IdentityStorage, 'oauthRequests' | 'oneTime' | 'tenants'>;
  readonly clients: Clients;
  readonly publicUrl: () => string;
  readonly codePage: () => string;
  /** The tenant that an owner is offered when the program names none. */
  readonly defaultTenantKey: string;
  readonly now: () => number;
}

const spokenLifeMs = 10 * 60_000;
const redirectLifeMs = 60_000;
const offeredTenants = 200;
const shownTenants = 5;
const maxTenantKeyLength = 200;

/** What people do with a request for authorization: look at it, approve it, deny it. */
export function createApprovals(parts: ApprovalsParts): Pick<OAuthPort, 'ticketHolder' | 'open' | 'approve' | 'deny'> {
  return {
    ticketHolder: (requestId, ticket) => ticketHolder(parts, requestId, ticket),
    open: async (requestId, visitor) => pageOf(parts, await requestOf(parts, requestId), visitor),
    approve: (requestId, visitor, approval) => approve(parts, requestId, { visitor, approval }),
    async deny(requestId) {
      const row = await requestOf(parts, requestId);
      if (!isOpen(parts, row) || !(await parts.storage.oauthRequests.deny(row.hash))) return { outcome: 'late' };
      if (row.redirectUri === parts.codePage())
        return { outcome: 'denied', clientName: (await clientOf(parts, row.clientId)).name };
      const answer = { error: 'access_denied', error_description: 'The person denied it' };
      return { outcome: 'redirect', to: answerTo(parts, row, answer) };
    },
  };
}

async function requestOf({ storage }: ApprovalsParts, requestId: string): Promise<OAuthRequestRow> {
  const row = await storage.oauthRequests.byHash(digestOf(requestId));
  if (row) return row;
  throw new PorinError('not_found', 'No such request', { hint: 'Start the login again: a request is kept for a day' });
}

function isOpen({ now }: ApprovalsParts, row: OAuthRequestRow): boolean {
  return row.status === 'pending' && row.expiresAt > now();
}

/** Found, not used up: it is good for this one request, which can be decided once. So a crash in between costs nothing. */
async function ticketHolder(
  { storage, now }: ApprovalsParts,
  requestId: string,
  ticket: string | undefined,
): Promise<Visitor | undefined> {
  if (ticket === undefined || ticket === '') return undefined;
  const row = await storage.oneTime.find(digestOf(ticket), ticketPurpose, now());
  const { subject } = row ?? {};
  if (typeof subject !== 'object' || subject === null || !('request' in subject)) return undefined;
  if (subject.request !== digestOf(requestId)) return undefined;
  return { personId: null, name: 'the owner of this gateway', role: 'owner', tenantId: null };
}

async function pageOf(parts: ApprovalsParts, row: OAuthRequestRow, visitor: Visitor): Promise<ApprovalPage> {
  const client = await clientOf(parts, row.clientId);
  const withheld = visitor.role === 'member' && row.wantsManager ? (['manage'] as const) : [];
  const asked = scopesOf({ scopes: row.scopes, isManager: row.wantsManager });
  const isCode = row.redirectUri === parts.codePage();
  const isSite = row.redirectUri.startsWith('https:');
  return {
    state: isOpen(parts, row) ? 'pending' : row.status === 'pending' ? 'expired' : 'decided',
    clientName: client.name,
    isBuiltIn: client.isBuiltIn,
    label: row.label,
    ip: row.ip,
    // Behind a tunnel that nobody named as a proxy, everybody seems to be on this machine.
    isThisMachine: isLoopbackAddress(row.ip) && isLoopbackHost(new URL(parts.publicUrl()).hostname),
    userAgent: plainText(row.userAgent, 80),
    askedAt: row.createdAt,
    userCode: comparisonCode(row.codeChallenge),
    resource: row.resource,
    scopes: asked.filter((scope) => scope !== withheld[0]),
    withheld,
    tenant: await tenantChoice(parts, row, visitor),
    answer: {
      kind: isCode ? 'code' : isSite ? 'site' : 'program',
      redirectUri: row.redirectUri,
      origin: isSite || isLoopbackUri(row.redirectUri) ? new URL(row.redirectUri).origin : row.redirectUri,
    },
  };
}

async function tenantChoice(
  { storage, defaultTenantKey }: ApprovalsParts,
  row: OAuthRequestRow,
  visitor: Visitor,
): Promise<ApprovalPage['tenant']> {
  if (visitor.role === 'member')
    return { key: (await ownTenant(storage, visitor)).key, isFree: false, isNew: false, known: [] };
  const { items } = await storage.tenants.list({}, { limit: offeredTenants });
  const key = row.tenantKey ?? defaultTenantKey;
  const isNew = (await storage.tenants.find(key))?.key !== key;
  return { key, isFree: true, isNew, known: items.map((tenant) => tenant.key) };
}

async function approve(
  parts: ApprovalsParts,
  requestId: string,
  { visitor, approval }: { readonly visitor: Visitor; readonly approval: Approval },
): Promise<Decision> {
  const row = await requestOf(parts, requestId);
  if (!isOpen(parts, row)) return { outcome: 'late' };
  const scopes = chosenScopes(row, visitor, approval);
  const tenant = await chosenTenant(parts, { row, visitor, approval });
  const { name: clientName, isBuiltIn } = await clientOf(parts, row.clientId);
  const isSpoken = row.redirectUri === parts.codePage() || (approval.asCode && isBuiltIn);
  const code = isSpoken ? newSpokenCode() : newUnguessable().token;
  const approved = await parts.storage.oauthRequests.approve(row.hash, {
    codeHash: digestOf(code),
    codeExpiresAt: parts.now() + (isSpoken ? spokenLifeMs : redirectLifeMs),
    grant: grantOf(row, { visitor, tenant, scopes, createdAt: parts.now() }),
  });
  if (!approved) return { outcome: 'late' };
  if (isSpoken) return { outcome: 'code', code, clientName, isBuiltIn };
  return { outcome: 'redirect', to: answerTo(parts, row, { code }) };
}

/** What was ticked, of what was asked and the visitor may give. Errors: `bad_request` when nothing is left. */
function chosenScopes(row: OAuthRequestRow, visitor: Visitor, { scopes }: Approval): readonly GrantedScope[] {
  const asked = scopesOf({ scopes: row.scopes, isManager: row.wantsManager && visitor.role === 'owner' });
  const chosen = asked.filter((scope) => scopes.includes(scope));
  if (chosen.length > 0) return chosen;
  throw new PorinError('bad_request', 'Nothing is allowed', { hint: 'Tick at least one line, or deny the request' });
}

/** Errors: `bad_request` for a key that cannot be one, and for a new one that the person was not told of. */
async function chosenTenant(
  { storage, now, defaultTenantKey }: ApprovalsParts,
  { row, visitor, approval }: { readonly row: OAuthRequestRow; readonly visitor: Visitor; readonly approval: Approval },
): Promise<TenantRow> {
  const isAnnounced = (key: string) => [row.tenantKey ?? defaultTenantKey, approval.newTenantKey].includes(key);
  if (visitor.role === 'member') return ownTenant(storage, visitor);
  const key = approval.tenantKey.trim();
  if (key === '' || !tenantKey.safeParse(key).success || key !== plainText(key, maxTenantKeyLength))
    throw new PorinError('bad_request', 'The tenant key is empty, too long or not plain text', {
      hint: `Enter 1 to ${maxTenantKeyLength} characters`,
    });
  // A slip of the finger would make a tenant that nobody meant.
  if (!isAnnounced(key) && (await storage.tenants.find(key))?.key !== key) throw await unknownTenant(storage, key);
  const tenant = await storage.tenants.ensure(key, now());
  if (tenant.archivedAt === null) return tenant;
  throw new PorinError('bad_request', `The tenant ${key} is archived`, { hint: 'Choose another, or restore it first' });
}

async function unknownTenant({ tenants }: ApprovalsParts['storage'], key: string): Promise<PorinError> {
  const { items } = await tenants.list({}, { limit: offeredTenants });
  const keys = items.map((tenant) => tenant.key);
  const nearest = nearestName(key, keys);
  const known = [...new Set(nearest === undefined ? keys : [nearest, ...keys])].slice(0, shownTenants);
  const choice = known.length === 0 ? '' : `, or choose: ${known.join(', ')}`;
  return new PorinError('bad_request', `There is no tenant ${key} yet`, {
    hint: `Approve again to create it${choice}`,
    details: { newTenantKey: key },
  });
}

async function ownTenant({ tenants }: ApprovalsParts['storage'], visitor: Visitor): Promise<TenantRow> {
  const tenant = visitor.tenantId === null ? undefined : await tenants.get(visitor.tenantId);
  if (tenant && tenant.archivedAt === null) return tenant;
  throw new PorinError('access_denied', 'Your tenant is gone or archived', {
    hint: 'Ask whoever runs this gateway for an invitation',
  });
}

interface Chosen {
  readonly visitor: Visitor;
  readonly tenant: TenantRow;
  readonly scopes: readonly GrantedScope[];
  readonly createdAt: number;
}

function grantOf(row: OAuthRequestRow, { visitor, tenant, scopes, createdAt }: Chosen): GrantRow {
  return {
    id: newId('login'),
    clientId: row.clientId,
    label: row.label,
    personId: visitor.personId,
    tenantId: tenant.id,
    scopes: scopes.filter((scope) => scope !== 'manage'),
    isManager: scopes.includes('manage'),
    resource: row.resource,
    createdAt,
    revokedAt: null,
  };
}

function answerTo(
  { publicUrl }: ApprovalsParts,
  row: OAuthRequestRow,
  answer: Readonly<Record<string, string>>,
): string {
  return redirectWith(row.redirectUri, { ...answer, state: row.state, iss: publicUrl() });
}

/** Its document may be away by now: that is no reason to keep a person from looking and deciding. */
async function clientOf({ clients }: ApprovalsParts, id: string): Promise<Pick<OAuthClient, 'name' | 'isBuiltIn'>> {
  const client = await clients.find(id).catch(() => undefined);
  return client ?? { name: unreadName(id), isBuiltIn: false };
}

/** Where a program's own name cannot be read, the place that its id names. */
export function unreadName(clientId: string): string {
  return URL.canParse(clientId) ? new URL(clientId).hostname : 'A program that is not registered any more';
}
