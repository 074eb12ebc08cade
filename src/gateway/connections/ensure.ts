import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { nearestName } from '../../kernel/issues.ts';
import { newAppName } from '../../kernel/new-app.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { ConnectionRow } from '../../kernel/ports/storage.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import type { AddedApps } from '../catalog/added-apps.ts';
import { type AppAddress, readAppAddress, withoutControls } from '../catalog/app-address.ts';
import { type Connector, namesOf, unknownApp } from '../catalog/catalog.ts';
import { addedAt } from '../catalog/match.ts';
import { isAddedApp } from '../catalog/only-connection.ts';
import type { ConnectionServices } from './connections.ts';
import { acceptCredentials, sandboxInput, storeCredentials } from './credentials.ts';
import { newConnection, startOf } from './new-connection.ts';

/** What an address means: one app, or several of which somebody has to say which. */
export type Subject =
  | { readonly kind: 'connector'; readonly app: string; readonly name: string; readonly connector: Connector }
  /** Without a connector while nobody has said how to talk to it. */
  | { readonly kind: 'added'; readonly app: string; readonly name: string; readonly connector: Connector | undefined }
  | { readonly kind: 'several'; readonly app: string; readonly name: string; readonly candidates: readonly string[] };

export interface Wanted {
  readonly name?: string | undefined;
  /** Undefined: as the gateway does when nobody says. */
  readonly sandbox?: boolean | undefined;
}

interface NamedApp {
  readonly appUrl?: string | undefined;
  readonly intent?: string | undefined;
  readonly connectorId?: string | undefined;
  readonly sandbox?: boolean | undefined;
}

/** The app that a caller names by address, name or intent; one that nobody knows is added. Errors: `bad_request`, `not_found`. */
export async function subjectOf(parts: ConnectionServices, caller: Caller, named: NamedApp): Promise<Subject> {
  const { appUrl, intent, connectorId, sandbox } = named;
  if (connectorId !== undefined) return ofId(parts, caller, connectorId, named);
  const { catalog } = parts;
  const connectors = await catalog.all();
  const written = withoutControls(appUrl ?? '');
  if (written === '') {
    const meant = withoutControls(intent ?? '');
    if (meant === '') throw nothingNamed(connectors);
    const [known, ...others] = connectors.filter(({ definition }) => mentions(meant, definition.name));
    if (known && others.length === 0) return ofConnector(known);
    return subjectOf(parts, caller, { appUrl: meant, sandbox });
  }
  if (isAddedApp(written) || newAppName(written) !== undefined) return ofId(parts, caller, written, named);
  const address = readAppAddress(written);
  const found = await catalog.candidates(written);
  const [only, ...others] = found;
  if (only && others.length === 0) return ofConnector(only);
  if (only && 'host' in address) {
    return { kind: 'several', app: address.host, name: address.host, candidates: found.map(({ app }) => app) };
  }
  if (!catalog.added) throw unknownApp(written, namesOf(connectors));
  // A slip of the pen is not a new app.
  if ('name' in address && nearestName(address.name, namesOf(connectors)) !== undefined) {
    const [row] = await catalog.added.named(caller.tenantId, address);
    if (!row) throw unknownApp(address.name, namesOf(connectors));
    return ofAdded(catalog.added, row);
  }
  refuseSandboxOf('host' in address ? address.host : address.name, sandbox);
  return added(parts, catalog.added, caller, address);
}

/** By the id of an app: one that was added, or one that a search gave to an app that nothing knew. */
async function ofId(
  parts: ConnectionServices,
  caller: Caller,
  id: string,
  { sandbox }: Pick<Wanted, 'sandbox'>,
): Promise<Subject> {
  const { catalog } = parts;
  const known = await catalog.app(caller.tenantId, id);
  if (known && !known.row) return ofConnector(known.connector);
  if (known) return { kind: 'added', app: known.id, name: known.name, connector: known.connector };
  const name = newAppName(id);
  if (name === undefined || !catalog.added) throw unknownApp(id, catalog.apps);
  refuseSandboxOf(name, sandbox);
  // Whoever searched for it has been told that it is none of the others.
  return added(parts, catalog.added, caller, readAppAddress(name));
}

function added(
  parts: ConnectionServices,
  apps: AddedApps,
  caller: Caller,
  named: AppAddress | { readonly name: string },
): Promise<Subject> {
  return 'host' in named ? addedAtAddress(parts, apps, caller, named) : addedByName(parts, apps, caller, named.name);
}

async function addedAtAddress(
  { storage, now }: ConnectionServices,
  added: AddedApps,
  caller: Caller,
  { host, domain, path }: AppAddress,
): Promise<Subject> {
  const rows = addedAt(await added.onHost(caller.tenantId, domain), path);
  const [only, ...others] = rows;
  if (others.length > 0) return { kind: 'several', app: domain, name: domain, candidates: rows.map(({ id }) => id) };
  if (only) return ofAdded(added, only);
  const below = path === '' ? '' : `/${path}`;
  const given = { name: domain + below, host: domain, path, url: `https://${host}${below}` };
  const fresh = newApp(caller, given, now());
  return ofAdded(added, await storage.apps.ensure(fresh));
}

async function addedByName(
  { storage, now }: ConnectionServices,
  apps: AddedApps,
  caller: Caller,
  name: string,
): Promise<Subject> {
  const [row] = await apps.named(caller.tenantId, { name });
  return ofAdded(
    apps,
    row ?? (await storage.apps.ensure(newApp(caller, { name, host: '', path: '', url: '' }, now()))),
  );
}

function newApp(caller: Caller, given: Pick<AppRow, 'name' | 'host' | 'path' | 'url'>, now: number): AppRow {
  return {
    id: newId('app'),
    workspaceId: caller.workspaceId,
    // What a manager adds, the workspace has.
    tenantId: caller.isManager ? null : caller.tenantId,
    ...given,
    definition: null,
    openapiUrl: null,
    isTrusted: false,
    createdAt: now,
    updatedAt: now,
  };
}

/** The tenant's connection of that app, made when there is none. */
export async function findOrCreate(
  parts: ConnectionServices,
  { tenantId }: Caller,
  subject: Subject,
  wanted: Wanted,
): Promise<ConnectionRow> {
  const sandbox = sandboxFor(parts, subject, wanted);
  const known = await existing(parts, tenantId, subject, sandbox);
  if (known && (!sandbox || known.state === 'READY')) return known;
  const connector = subject.kind === 'connector' ? subject.connector : undefined;
  const input = connector && sandbox ? sandboxInput(parts, connector) : undefined;
  // Another node may have made one since.
  const row = known ?? (await parts.storage.connections.ensure(rowOf(parts, { tenantId, subject, wanted, sandbox })));
  if (row.state === 'BUILDING') parts.building.add(row);
  if (!connector || input === undefined) return row;
  return storeCredentials(parts, row, await acceptCredentials(parts, { row, connector, input }));
}

/** A new connection of that app. */
export function rowOf(
  { now }: Pick<ConnectionServices, 'now'>,
  { tenantId, subject, wanted, sandbox }: { tenantId: string; subject: Subject; wanted: Wanted; sandbox: boolean },
): ConnectionRow {
  const name = wanted.name ?? (sandbox ? `${subject.name} sandbox` : subject.name);
  const base = { tenantId, name, app: subject.app, sandbox };
  switch (subject.kind) {
    case 'connector':
      // Ready or not is for the app to say.
      return newConnection({ ...base, ...startOf(subject.connector.definition) }, now());
    case 'several':
      return newConnection({ ...base, question: { about: 'app', candidates: subject.candidates } }, now());
    case 'added': {
      const start = subject.connector ? startOf(subject.connector.definition) : { state: 'BUILDING' as const };
      return newConnection({ ...base, ...start }, now());
    }
  }
}

async function existing(
  { storage }: ConnectionServices,
  tenantId: string,
  subject: Subject,
  sandbox: boolean,
): Promise<ConnectionRow | undefined> {
  const of = async (app: string) => {
    const { items } = await storage.connections.find({ tenantId, app, sandbox }, { limit: 100 });
    return items.find((row) => row.state === 'READY') ?? items[0];
  };
  const own = await of(subject.app);
  if (own || subject.kind !== 'several') return own;
  // Who has said before which one is meant is not asked again.
  const answered = (await Promise.all(subject.candidates.map(of))).filter((row) => row !== undefined);
  return answered.length === 1 ? answered[0] : undefined;
}

/** Whether a connection of that app goes to a sandbox. Errors: `bad_request` for an app that has none. */
export function sandboxFor({ sandboxByDefault }: ConnectionServices, subject: Subject, { sandbox }: Wanted): boolean {
  if (subject.kind !== 'added') return sandbox ?? sandboxByDefault;
  refuseSandboxOf(subject.name, sandbox);
  return false;
}

/** Asked before an app is added, too: what cannot be connected leaves no app behind. */
function refuseSandboxOf(app: string, sandbox: boolean | undefined): void {
  if (sandbox !== true) return;
  throw new PorinError('bad_request', `sandbox: ${app} has no connector here, and so no sandbox`, {
    hint: 'Connect to the app itself, or name an app that porin external-app list shows with a sandbox',
  });
}

export function ofConnector(connector: Connector): Subject {
  return { kind: 'connector', app: connector.app, name: connector.definition.name, connector };
}

/** Building says on the connection why its app cannot be used. */
function ofAdded(added: AddedApps, row: AppRow): Subject {
  return { kind: 'added', app: row.id, name: row.name, connector: added.usable(row) };
}

function mentions(text: string, name: string): boolean {
  const words = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  return words.includes(` ${name.toLowerCase()} `);
}

const maxNamed = 20;

function nothingNamed(connectors: readonly Connector[]): PorinError {
  const known = connectors.map(({ definition }) => `${definition.name} (${definition.domains[0] ?? ''})`);
  const more = known.length > maxNamed ? ` and ${known.length - maxNamed} more` : '';
  return new PorinError('bad_request', 'appUrl: is empty', {
    hint: `Give the address of the app, such as https://example.com/, or its name. Known apps: ${known.slice(0, maxNamed).join(', ')}${more}`,
    details: { apps: connectors.slice(0, maxNamed).map(({ app, definition }) => ({ app, name: definition.name })) },
  });
}
