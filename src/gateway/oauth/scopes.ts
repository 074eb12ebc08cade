import { ordinaryScopes, type Scope, scopes } from '../../kernel/ports/identity.ts';
import type { GrantedScope } from '../../kernel/ports/oauth.ts';
import { refused } from './refusals.ts';

/** What a request or a grant allows, as it is stored. */
export interface Rights {
  readonly scopes: readonly Scope[];
  readonly isManager: boolean;
}

/** Every scope that can be asked for. */
export const grantableScopes: readonly GrantedScope[] = [...scopes, 'manage'];

/** The rights that a `scope` parameter asks for; the ordinary ones when it is absent. Errors: an `invalid_scope` refusal. */
export function rightsFrom(scope: string | undefined): Rights {
  if (scope === undefined || scope.trim() === '') return { scopes: ordinaryScopes, isManager: false };
  const names = scope.trim().split(/\s+/);
  const unknown = names.find((name) => !grantableScopes.includes(name as GrantedScope));
  if (unknown !== undefined)
    throw refused(
      { error: 'invalid_scope', error_code: 'invalid_scope' },
      `scope: '${unknown.slice(0, 100)}' is not one`,
      { hint: `Ask for some of ${grantableScopes.join(', ')}` },
    );
  return { scopes: scopes.filter((name) => names.includes(name)), isManager: names.includes('manage') };
}

/** The scopes of these rights, each by name. */
export function scopesOf({ scopes: granted, isManager }: Rights): readonly GrantedScope[] {
  return isManager ? [...granted, 'manage'] : granted;
}

/** The rights of a grant, or fewer when asked. Errors: an `invalid_scope` refusal for more. */
export function narrowed(granted: Rights, scope: string | undefined): Rights {
  if (scope === undefined) return granted;
  const wanted = rightsFrom(scope);
  const held = scopesOf(granted);
  const excess = scopesOf(wanted).find((name) => !held.includes(name));
  if (excess !== undefined)
    throw refused({ error: 'invalid_scope', error_code: 'invalid_scope' }, `scope: '${excess}' was not granted`, {
      hint: 'Ask for fewer scopes, or log in again to ask for more',
    });
  return wanted;
}
