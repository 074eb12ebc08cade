import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ConnectionRow, SealedCredentials, Storage } from '../../kernel/ports/storage.ts';
import type { Redactor } from '../../kernel/ports/telemetry.ts';
import { singleFlight } from '../../kernel/single-flight.ts';
import { unlessChanged } from '../../kernel/unless-changed.ts';
import type { Signature } from '../auth/signer.ts';
import { CredentialsRefused, judge } from './outcome.ts';
import type { Target, Targets } from './target.ts';
import type { Transport } from './transport.ts';

export interface ProbeParts {
  readonly targets: Targets;
  readonly transport: Transport;
  readonly redactor: Redactor;
}

/** What trying the credentials by themselves has shown. */
export type Examination =
  | { readonly refused: true; readonly hint: string }
  /** `because` goes on after `… refused this request (401)`; `failure` is why the app could not be asked. */
  | { readonly refused: false; readonly because: string; readonly failure?: unknown };

/**
 * Asks the app whether it accepts these credentials, with the connector's harmless test request.
 * Errors: `bad_request` with the app's own words when it refuses them; the egress's when it cannot be reached.
 */
export async function tryCredentials(
  parts: ProbeParts,
  connection: ConnectionRow,
  sealed: SealedCredentials,
): Promise<void> {
  const target = await parts.targets.of(connection, sealed);
  try {
    await ask(parts, target);
  } catch (error) {
    if (error instanceof CredentialsRefused) throw refused(error.message, target);
    if (isPorinError(error) && error.code === 'upstream_refused') throw refused(error.message, target);
    throw error;
  }
}

/** Makes the test request, if the app has one. Errors: as `judge`; the egress's. */
async function ask({ transport, redactor }: ProbeParts, target: Target): Promise<void> {
  const { test } = target.option;
  if (!test) return;
  const held: Signature[] = [];
  try {
    const signal = AbortSignal.timeout(target.limits.timeoutMs);
    const response = await transport.send(target, test, {
      effect: 'read',
      signal,
      trace: [],
      hold: (signature) => held.push(signature),
    });
    judge(response, target.connector, { key: 'its credentials test', effect: 'read' }, redactor);
  } finally {
    for (const signature of held) signature.forget();
  }
}

/**
 * Finds out what a 401 means: it may concern one resource only, so the credentials are tried by themselves.
 * Gives undefined when the app has no test request. `onRefusal` notes a refusal and gives the hint.
 * Errors: those of `onRefusal`.
 */
export function createExaminer(
  parts: ProbeParts,
  onRefusal: (target: Target, refused: CredentialsRefused) => Promise<string>,
): (target: Target) => Promise<Examination | undefined> {
  const one = singleFlight<Examination>();
  return async (target) => {
    const { connection, sealed, option } = target;
    if (!sealed || !option.test) return undefined;
    // Of many 401s at once, one trial is enough; renewed credentials are another matter.
    return one(`${connection.id} ${connection.revision}`, () => examine(parts, target, onRefusal));
  };
}

async function examine(
  parts: ProbeParts,
  target: Target,
  onRefusal: (target: Target, refused: CredentialsRefused) => Promise<string>,
): Promise<Examination> {
  try {
    await ask(parts, target);
    return { refused: false, because: 'although it accepts the credentials' };
  } catch (error) {
    if (error instanceof CredentialsRefused) return { refused: true, hint: await onRefusal(target, error) };
    return {
      refused: false,
      because: 'and could not be asked whether it still accepts the credentials',
      failure: error,
    };
  }
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
  return unlessChanged(() =>
    storage.connections.update(
      { tenantId, id, revision },
      {
        state: 'CLIENT_ACTION_REQUIRED',
        error: { message: refused.message, at: now, status: refused.status },
        updatedAt: now,
      },
    ),
  );
}
