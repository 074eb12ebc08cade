import type { KeyObject } from 'node:crypto';
import { PorinError } from '../../kernel/errors.ts';
import type {
  OrgWorkspaceView,
  WorkspaceEdit,
  WorkspacesPort,
  WorkspaceView,
} from '../../kernel/ports/gateway-identity.ts';
import type { Caller } from '../../kernel/ports/identity.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { WorkspaceRow, WorkspaceSettings } from '../../kernel/ports/storage-identity.ts';
import { type AccessTokensParts, issueAccessToken } from './access-tokens.ts';
import { parsePublicKey } from './public-keys.ts';
import type { WorkspaceSecret } from './workspace-secret.ts';

export interface WorkspacesParts extends AccessTokensParts {
  readonly secret: WorkspaceSecret;
}

/** What callers see and change of the one workspace. */
export function createWorkspaces(parts: WorkspacesParts): WorkspacesPort {
  const { storage, secret, now } = parts;
  const view = async (caller: Caller, row: WorkspaceRow): Promise<OrgWorkspaceView> => ({
    id: row.id,
    name: row.name,
    orgId: row.id,
    key: row.key,
    ...(maySeeSecret(caller) ? { secret: (await secret.open(row.id)).reveal() } : {}),
    createdAt: new Date(row.createdAt).toISOString(),
  });
  return {
    list: async (caller) => [await view(caller, await storage.workspaces.get())],
    get: async (caller, selector) => view(caller, await selected(storage, selector)),
    settings: async (selector) => settingsOf(await selected(storage, selector)),
    async patch(caller, selector, edit) {
      if ((edit.jwksUri !== undefined || edit.publicKeys !== undefined) && !maySeeSecret(caller)) {
        throw new PorinError(
          'access_denied',
          'Whoever names the keys can sign every token, so this needs the scope secrets:read',
        );
      }
      const before = await selected(storage, selector);
      const settings = settingsPatch(edit, before.settings, now());
      return settingsOf(
        await storage.workspaces.patch({ ...(edit.name === undefined ? {} : { name: edit.name }), settings }),
      );
    },
    async rotateSecret(caller, selector) {
      const { id } = await selected(storage, selector);
      if (!maySeeSecret(caller)) {
        throw new PorinError('access_denied', 'The new secret is shown, so this needs the scope secrets:read');
      }
      return { secret: (await secret.rotate(id)).reveal() };
    },
    accessToken: async (caller, selector, request) =>
      issueAccessToken(parts, caller, { ...request, workspace: await selected(storage, selector) }),
  };
}

function maySeeSecret({ isManager, scopes }: Caller): boolean {
  return isManager && scopes.has('secrets:read');
}

async function selected(storage: Storage, selector: string): Promise<WorkspaceRow> {
  const row = await storage.workspaces.get();
  if (selector === row.id || selector === row.key) return row;
  throw new PorinError('not_found', `No workspace ${selector.slice(0, 200)}`, {
    hint: `There is one here: ${row.key}`,
  });
}

type SettingsPatch = NonNullable<Parameters<Storage['workspaces']['patch']>[0]['settings']>;

function settingsPatch(edit: WorkspaceEdit, before: WorkspaceSettings, now: number): SettingsPatch {
  const { disableSecretKeyAuth, enableApiLogs, enableActionRunLogs } = edit.settings ?? {};
  return {
    ...(disableSecretKeyAuth === undefined ? {} : { disableSecretKeyAuth }),
    ...(enableApiLogs === undefined ? {} : { enableApiLogs: enableApiLogs ?? undefined }),
    ...(enableActionRunLogs === undefined ? {} : { enableActionRunLogs }),
    ...(edit.jwksUri === undefined ? {} : { jwksUri: jwksAddress(edit.jwksUri) }),
    ...(edit.publicKeys === undefined ? {} : { publicKeys: checkedKeys(edit.publicKeys, before, now) }),
  };
}

/** Whoever can change the keys on their way can sign everything, so they come encrypted, or from this machine. */
function jwksAddress(uri: string | null): string | undefined {
  if (uri === null) return undefined;
  const { protocol, hostname, username, password } = new URL(uri);
  if (username !== '' || password !== '') {
    throw new PorinError('bad_request', 'jwksUri: an address with a user name or password is not taken');
  }
  if (protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return uri;
  throw new PorinError('bad_request', 'jwksUri: expected https', {
    hint: 'Plain http is taken for this machine alone: 127.0.0.1, [::1], localhost',
  });
}

function checkedKeys(
  given: NonNullable<WorkspaceEdit['publicKeys']>,
  { publicKeys = [] }: WorkspaceSettings,
  now: number,
): NonNullable<WorkspaceSettings['publicKeys']> {
  return given.map(({ name, publicKey }, index) => {
    if (given.findIndex((other) => other.name === name) !== index)
      throw new PorinError('bad_request', `publicKeys.${index}.name: '${name}' names two keys`);
    const key = normalised(publicKey, index);
    const known = publicKeys.find((one) => one.id === name && one.key === key);
    return known ?? { id: name, key, createdAt: now };
  });
}

/** The key as it is kept: what belongs to a public key and nothing else. */
function normalised(written: string, index: number): string {
  try {
    const { key, kid, algorithms } = parsePublicKey(written);
    return written.trim().startsWith('{') ? jwkText(key, kid, algorithms) : pemOf(key);
  } catch (error) {
    if (!(error instanceof PorinError)) throw error;
    throw new PorinError('bad_request', `publicKeys.${index}.publicKey: ${error.message}`, { hint: error.hint });
  }
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function jwkText(key: KeyObject, kid: string | undefined, algorithms: readonly string[]): string {
  const [alg] = algorithms;
  return JSON.stringify({
    ...key.export({ format: 'jwk' }),
    ...(kid === undefined ? {} : { kid }),
    ...(algorithms.length === 1 ? { alg } : {}),
  });
}

function settingsOf(row: WorkspaceRow): WorkspaceView {
  const {
    disableSecretKeyAuth = false,
    enableApiLogs,
    enableActionRunLogs = true,
    jwksUri,
    publicKeys = [],
  } = row.settings;
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    settings: {
      disableSecretKeyAuth,
      ...(enableApiLogs === undefined ? {} : { enableApiLogs }),
      enableActionRunLogs,
    },
    ...(jwksUri === undefined ? {} : { jwksUri }),
    publicKeys: publicKeys.map(({ id, key, createdAt }) => ({
      name: id,
      publicKey: key,
      createdAt: new Date(createdAt).toISOString(),
    })),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}
