import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ConnectionRow, SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import type { Signature } from '../auth/signer.ts';
import { CredentialsRefused, judge } from './outcome.ts';
import type { Target, Targets } from './target.ts';
import type { Transport } from './transport.ts';

export interface ProbeParts {
  readonly targets: Targets;
  readonly transport: Transport;
  readonly redactor: Redactor;
}

/**
 * Asks the app whether it accepts these credentials, with the connector's harmless test request.
 * Errors: `bad_request` with the app's own words when it refuses them; the egress's when it cannot be reached.
 */
export async function tryCredentials(
  parts: ProbeParts,
  connection: ConnectionRow,
  sealed: SealedCredentials,
  onRefusal?: (refused: CredentialsRefused) => Promise<unknown>,
): Promise<void> {
  const target = await parts.targets.of(connection, sealed);
  const { test } = target.option;
  if (!test) return;
  const held: Signature[] = [];
  try {
    const signal = AbortSignal.timeout(target.limits.timeoutMs);
    const response = await parts.transport.send(target, test, {
      effect: 'read',
      signal,
      trace: [],
      hold: (signature) => held.push(signature),
    });
    judge(response, target.connector, { key: 'its credentials test', effect: 'read' }, parts.redactor);
  } catch (error) {
    if (error instanceof CredentialsRefused) {
      await onRefusal?.(error);
      throw refused(error.message, target);
    }
    if (isPorinError(error) && error.code === 'upstream_refused') throw refused(error.message, target);
    throw error;
  } finally {
    for (const signature of held) signature.forget();
  }
}

/**
 * Finds out what a 401 to a raw request means: it may concern one resource only, so the credentials are tried by themselves.
 * Errors: the egress's, when the app cannot be asked.
 */
export function createExaminer(
  parts: ProbeParts,
  onRefusal: (target: Target, refused: CredentialsRefused) => Promise<unknown>,
): (target: Target) => Promise<void> {
  const underWay = new Set<string>();
  return async (target) => {
    const { connection, sealed } = target;
    // Of many 401s at once, one trial is enough.
    if (!sealed || underWay.has(connection.id)) return;
    underWay.add(connection.id);
    try {
      await tryCredentials(parts, connection, sealed, (refused) => onRefusal(target, refused));
    } catch (error) {
      // The refusal is what was to be found out, and is noted by now.
      if (!isPorinError(error) || error.code !== 'bad_request') throw error;
    } finally {
      underWay.delete(connection.id);
    }
  };
}

function refused(message: string, { option, connector }: Target): PorinError {
  const titles = Object.values(option.fields).map((field) => field.title);
  const help = connector.definition.links.credentials;
  return new PorinError('bad_request', message, {
    hint: `Check ${titles.join(' and ')}${help === undefined ? '' : `; ${help} tells where to find it`}`,
  });
}

/** Notes on the connection that the app refused its credentials, unless somebody has renewed them since. */
export async function noteRefusedCredentials(
  storage: Storage,
  target: Target,
  refused: CredentialsRefused,
  now: number,
): Promise<ConnectionRow | undefined> {
  const { id, tenantId, revision } = target.connection;
  try {
    return await storage.connections.update(
      { tenantId, id, revision },
      {
        state: 'CLIENT_ACTION_REQUIRED',
        error: { message: refused.message, at: now, status: refused.status },
        updatedAt: now,
      },
    );
  } catch (error) {
    if (isPorinError(error) && error.code === 'conflict') return undefined;
    throw error;
  }
}
