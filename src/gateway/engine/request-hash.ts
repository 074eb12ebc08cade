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

/** JSON with the members of every object in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    const names = Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1));
    // Without a prototype, so that a member named __proto__ stays one.
    return names.reduce<Record<string, unknown>>(
      (sorted, [name, inner]) => {
        sorted[name] = inner;
        return sorted;
      },
      Object.create(null) as Record<string, unknown>,
    );
  });
}
