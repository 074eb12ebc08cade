import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Egress } from '../../kernel/ports/egress.ts';
import type { ConnectionInput } from '../../kernel/ports/gateway.ts';
import type { ConnectionPatch, ConnectionQuestion, ConnectionRow } from '../../kernel/ports/storage.ts';
import type { AppRow } from '../../kernel/ports/storage-connect.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { newIntegration } from '../catalog/new-integration.ts';
import { unknownConnection } from '../catalog/only-connection.ts';
import { connectionsOf } from './app-connections.ts';
import type { Building } from './building.ts';
import { acceptCredentials, type CredentialParts, sandboxInput, storeCredentials } from './credentials.ts';
import { type DefinitionAnswer, readDefinitionAnswer } from './definition-answer.ts';
import { startOf } from './new-connection.ts';
import { withDocument } from './openapi-answer.ts';

export interface QuestionParts extends CredentialParts {
  readonly catalog: Catalog;
  readonly egress: Pick<Egress, 'send'>;
  readonly building: Pick<Building, 'add'>;
}

/** Who answers: a manager's word about an app holds for the workspace, and may name private addresses. */
export interface Answering {
  readonly isManager: boolean;
}

/**
 * Answers what a connection waits for to know (`row.question`) and moves it on: which app, or how to talk to it. Credentials in the same
 * input are accepted with it. Errors: `bad_request` naming the field; the question stays then.
 */
export async function answerQuestion(
  parts: QuestionParts,
  row: ConnectionRow,
  { input, ...who }: Answering & { readonly input: ConnectionInput },
): Promise<ConnectionRow> {
  const { question } = row;
  if (question?.about === 'app') return sayWhichApp(parts, row, question, input);
  if (typeof input === 'string') {
    throw new PorinError('bad_request', 'input: expected an object with baseUrl and auth, or openapi', {
      hint: definitionExample,
    });
  }
  return sayHow(parts, row, input, who);
}

export const definitionExample =
  '{"input": {"baseUrl": "https://api.example.com", "auth": "api_key_header", "headerName": "X-Api-Key"}}';

/** True for what tells how to talk to an app, rather than credentials for it. */
export function isDefinition(input: ConnectionInput): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && ('baseUrl' in input || 'openapi' in input);
}

async function sayWhichApp(
  parts: QuestionParts,
  row: ConnectionRow,
  { candidates }: Extract<ConnectionQuestion, { about: 'app' }>,
  input: ConnectionInput,
): Promise<ConnectionRow> {
  const { app: given, ...rest } = typeof input === 'string' ? { app: input } : input;
  const id = candidates.find((candidate) => candidate === given);
  const app = id === undefined ? undefined : await parts.catalog.app(row.tenantId, id);
  if (!app) {
    throw new PorinError('bad_request', `input.app: expected one of ${candidates.join(', ')}`, {
      hint: `porin connection patch ${row.id} --data '{"input": {"app": "${candidates[0]}"}}'`,
    });
  }
  const { connector } = app;
  const start: ConnectionPatch = connector ? startOf(connector.definition) : { state: 'BUILDING', question: null };
  const sandbox = row.sandbox && app.row === undefined;
  const moved = await move(parts, row, {
    ...start,
    app: app.id,
    name: row.name === row.app ? app.name : row.name,
    sandbox,
  });
  if (moved.state === 'BUILDING') parts.building.add(moved);
  if (!connector) return moved;
  if (sandbox) return accept(parts, moved, sandboxInput(parts, connector));
  return Object.keys(rest).length === 0 ? moved : accept(parts, moved, rest);
}

async function sayHow(
  parts: QuestionParts,
  row: ConnectionRow,
  input: Readonly<Record<string, unknown>>,
  { isManager }: Answering,
): Promise<ConnectionRow> {
  const { storage } = parts;
  const stored = await storage.apps.get(row.app, row.tenantId);
  if (!stored) throw new PorinError('not_found', `The app ${row.app} is not known any more`);
  // Somebody else has said it meanwhile, so this is about credentials.
  if (stored.definition !== null && !isDefinition(input))
    return accept(parts, await move(parts, row, startOf(stored.definition)), input);
  const { full, source } = await withDocument(parts.egress, input, { tenantId: row.tenantId, isTrusted: isManager });
  const answer = readDefinitionAnswer(full, stored, { isTrusted: isManager });
  const app = await ownApp(parts, stored, { tenantId: row.tenantId, isManager });
  // What was given for the old addresses must never reach new ones.
  if (app.definition !== null) await forget(parts, app);
  const said = { definition: answer.definition, isTrusted: isManager, openapiUrl: source?.href ?? null };
  await storage.apps.patch(app.id, { ...said, updatedAt: parts.now() });
  await storeClient(parts, app, answer);
  const start = startOf(answer.definition);
  for await (const other of connectionsOf(storage, app)) if (other.id !== row.id) await restart(parts, other, start);
  const moved = await restart(parts, row, { ...start, app: app.id });
  return Object.keys(answer.credentials).length === 0 ? moved : accept(parts, moved, answer.credentials);
}

async function forget(parts: QuestionParts, app: AppRow): Promise<void> {
  for await (const row of connectionsOf(parts.storage, app))
    await restart(parts, row, { state: 'CLIENT_ACTION_REQUIRED' });
  await parts.storage.secrets.put(app.id, null);
}

/** Without credentials, as a new one. */
async function restart(
  { storage, now }: QuestionParts,
  row: ConnectionRow,
  patch: ConnectionPatch,
): Promise<ConnectionRow> {
  const { tenantId, id } = row;
  const changed = { error: null, fields: {}, credentialsExpireAt: null, ...patch, updatedAt: now() };
  const saved = await storage.connections.update({ tenantId, id }, changed, null);
  if (saved) return saved;
  throw unknownConnection(id);
}

/** A tenant's word holds for itself: where the app is the workspace's, the tenant gets one of its own. */
async function ownApp(
  { storage, now }: QuestionParts,
  app: AppRow,
  { tenantId, isManager }: Answering & { readonly tenantId: string },
): Promise<AppRow> {
  if (isManager || app.tenantId === tenantId) return app;
  return storage.apps.ensure({
    ...app,
    id: newId('app'),
    tenantId,
    definition: null,
    createdAt: now(),
    updatedAt: now(),
  });
}

/** The OAuth client belongs to the app's own integration. */
async function storeClient(
  { storage, vault, now }: QuestionParts,
  app: AppRow,
  { client }: DefinitionAnswer,
): Promise<void> {
  const { id, workspaceId, name } = app;
  const { clientId, clientSecret } = client;
  if (clientId !== undefined) {
    const known = await storage.integrations.get(app.id);
    const parameters = { ...known?.parameters, clientId };
    if (known) await storage.integrations.patch(app.id, { parameters, updatedAt: now() });
    else await storage.integrations.insert(newIntegration({ id, workspaceId, name, app: id, parameters }, now()));
  }
  if (clientSecret === undefined) return;
  const before = await storage.secrets.get(app.id);
  const sealed = vault.sealSecret({ ownerId: app.id, version: (before?.version ?? 0) + 1 }, { clientSecret });
  await storage.secrets.put(app.id, sealed);
}

async function move(
  { storage, now }: QuestionParts,
  row: ConnectionRow,
  patch: ConnectionPatch,
): Promise<ConnectionRow> {
  const { tenantId, id, revision } = row;
  const saved = await storage.connections.update(
    { tenantId, id, revision },
    { error: null, ...patch, updatedAt: now() },
  );
  if (saved) return saved;
  throw unknownConnection(id);
}

async function accept(
  parts: QuestionParts,
  row: ConnectionRow,
  input: Readonly<Record<string, unknown>>,
): Promise<ConnectionRow> {
  const connector = await parts.catalog.connector(row.app);
  return storeCredentials(parts, row, await acceptCredentials(parts, { row, connector, input }));
}
