import type { IncomingMessage } from 'node:http';
import { PorinError } from '../../kernel/errors.ts';
import type { Caller, Scope } from '../../kernel/ports/identity.ts';
import type { FaceParts } from './face.ts';
import { bearerToken } from './request.ts';

/** The caller of a request, when the token allows this. Errors: `not_authenticated`, `access_denied`. */
export async function admit(
  request: IncomingMessage,
  scope: Scope | 'owner',
  { authenticate }: Pick<FaceParts, 'authenticate'>,
): Promise<Caller> {
  const caller = await authenticate(bearerToken(request.headers.authorization));
  if (scope === 'owner' ? caller.isOwner : caller.scopes.has(scope)) return caller;
  throw new PorinError(
    'access_denied',
    scope === 'owner'
      ? 'Only the person who runs the gateway may do this'
      : `This needs the scope ${scope}, which this token has not`,
  );
}
