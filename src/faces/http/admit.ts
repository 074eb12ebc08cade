import type { IncomingMessage } from 'node:http';
import { PorinError } from '../../kernel/errors.ts';
import type { Caller, Scope } from '../../kernel/ports/identity.ts';
import type { FaceParts } from './face.ts';
import { countRequest } from './rate-limit.ts';
import type { Reply } from './reply.ts';
import { bearerToken, queryTokenOf } from './request.ts';

/** `any`: whoever has a token; what is done with it asks for more. */
type Needed = Scope | 'any' | 'manager' | 'owner';

/** The caller of a request, when the token allows this. Errors: `not_authenticated`, `rate_limited`, `access_denied`. */
export async function admit(
  request: IncomingMessage,
  scope: Needed,
  parts: Pick<FaceParts, 'authenticate' | 'limits'>,
  { headers }: Pick<Reply, 'headers'>,
): Promise<Caller> {
  if (queryTokenOf(request) !== undefined) {
    throw new PorinError(
      'not_authenticated',
      'A token in the address is not taken here, because addresses are logged',
      {
        hint: 'Send it in the header Authorization: Bearer TOKEN; whoever saw the address may have this one, so make another',
      },
    );
  }
  const caller = await parts.authenticate(bearerToken(request.headers.authorization));
  countRequest(caller, parts, headers);
  if (allows(caller, scope)) return caller;
  throw refusal(scope);
}

function allows(caller: Caller, scope: Needed): boolean {
  if (scope === 'any') return true;
  if (scope === 'owner') return caller.isOwner;
  return scope === 'manager' ? caller.isManager : caller.scopes.has(scope);
}

function refusal(scope: Needed): PorinError {
  switch (scope) {
    case 'owner':
      return new PorinError('access_denied', 'Only the person who runs the gateway may do this', {
        hint: 'Do it on the machine where the gateway runs, as the same user',
      });
    case 'manager':
      return new PorinError('access_denied', 'Only managers of the workspace may do this', {
        hint: 'Use the token of a manager: porin token --manager makes one',
      });
    default:
      return new PorinError('access_denied', `This needs the scope ${scope}, which this token has not`);
  }
}
