import { canonical } from '../../kernel/canonical.ts';
import { digestOf } from '../../kernel/digest.ts';
import { type Asked, actionIdOf } from './record.ts';

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

/** The same for what a person allows: a saved action that was changed since is another one. */
export function approvalDigest(asked: Pick<Asked, 'target' | 'action' | 'request' | 'saved'>): string {
  return digestOf(`${requestHash(asked)} ${asked.saved?.revision ?? ''}`);
}
