import { canonical } from '../../kernel/canonical.ts';
import { digestOf } from '../../kernel/digest.ts';
import { type Asked, actionIdOf } from './record.ts';
import type { Target } from './target.ts';

/**
 * What a run was asked to do, as one hash: action, connection, input, inline request and code. However the members are ordered and the
 * action and connection were named; the caller's notes are no part of it.
 */
export function requestHash({ target, action, request }: Pick<Asked, 'target' | 'action' | 'request'>): string {
  const { connection } = target;
  return digestOf(
    canonical({
      action: request.api || request.code !== undefined ? null : actionIdOf(connection.app, action),
      connection: connection.id,
      api: request.api ?? null,
      code: request.code ?? null,
      input: request.input ?? {},
    }),
  );
}

/**
 * The same for what a person allows: a saved action that was changed since is another one, and so is a run on a connection that leads to
 * another account by now, or one whose formulas and code would see something else.
 */
export async function approvalDigest(
  asked: Pick<Asked, 'target' | 'action' | 'request' | 'saved' | 'place'>,
): Promise<string> {
  const { target, saved, place } = asked;
  const seen = place ? [place.connection, await place.integration(), await place.user()] : null;
  return digestOf(canonical([requestHash(asked), saved?.revision ?? null, whereOf(target), seen]));
}

/** No address, because nodes may reach an app each in their own way; and renewed access tokens are those of the same account. */
function whereOf({ connection, connector, sealed }: Target): unknown {
  const { sandbox, integrationId, authOption, fields, credentialsExpireAt } = connection;
  const credentials = credentialsExpireAt === null ? (sealed?.version ?? null) : null;
  return [connector.definition.baseUrl, sandbox, integrationId, authOption, fields, credentials];
}
