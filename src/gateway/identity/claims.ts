import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { PorinError } from '../../kernel/errors.ts';
import { issuesOf } from '../../kernel/issues.ts';
import { ordinaryScopes, type Scope } from '../../kernel/ports/identity.ts';
import { tenantKey } from '../../kernel/views-identity.ts';

/** What a signed token says, in every form that clients of the contract write. */
export interface Claims {
  /** Undefined for a manager who names none. */
  readonly tenantKey: string | undefined;
  readonly isManager: boolean;
  readonly name: string | undefined;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  readonly scopes: readonly Scope[];
  /** The login or stored token that it was made with, and with which it ends. */
  readonly madeWith: string | undefined;
  /** Seconds since 1970. */
  readonly exp: number | undefined;
}

/** What a manager's token may do when it does not say less. */
export const managerScopes: readonly Scope[] = [...ordinaryScopes, 'secrets:read'];

const text = z.string().min(1).max(200);
const maxFieldsDepth = 100;

const schema = z.object({
  tenantKey: tenantKey.optional(),
  id: tenantKey.optional(),
  sub: tenantKey.optional(),
  isAdmin: z.boolean().optional(),
  name: text.optional(),
  fields: z
    .record(z.string(), z.unknown())
    .refine((fields) => !isDeeper(fields, maxFieldsDepth))
    .optional(),
  scopes: z.array(z.string()).optional(),
  madeWith: z.string().optional(),
  exp: z.number().optional(),
});

/** Reads the claims of a verified token. Errors: `not_authenticated` with the claim that is wrong. */
export function readClaims(payload: JWTPayload): Claims {
  const parsed = schema.safeParse(payload);
  if (!parsed.success) {
    const [issue] = issuesOf(parsed.error, schema, payload);
    throw new PorinError('not_authenticated', `The claim ${issue?.path ?? ''} of this token is not what it should be`, {
      hint: `tenantKey and name are texts of 1 to 200 characters, fields is an object of at most ${maxFieldsDepth} levels, isAdmin true or false, scopes a list of texts`,
    });
  }
  const { tenantKey: named, id, sub, isAdmin = false, scopes: wanted, ...rest } = parsed.data;
  const tenant = named ?? id ?? sub;
  if (tenant === undefined && !isAdmin)
    throw refused('This token names no tenant', 'Put the tenant into the claim tenantKey (or id)');
  if (isAdmin && rest.exp === undefined)
    throw refused('This token of a manager never expires', 'Put exp into it, seconds since 1970');
  const most = isAdmin ? managerScopes : ordinaryScopes;
  return {
    tenantKey: tenant,
    isManager: isAdmin,
    name: rest.name,
    fields: rest.fields,
    scopes: wanted === undefined ? most : most.filter((scope) => wanted.includes(scope)),
    madeWith: rest.madeWith,
    exp: rest.exp,
  };
}

/** Comparing and writing them takes a stack frame for each level. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

function refused(message: string, hint: string): PorinError {
  return new PorinError('not_authenticated', message, { hint });
}
