import { z } from 'zod';
import { scopes } from './ports/identity.ts';

/** Shapes of the answers about callers: tenants, tokens, the workspace. Times are ISO 8601 in UTC. */

const time = (what: string) => z.iso.datetime().describe(what);

export const tokenView = z.object({
  id: z.string().describe('tok_…'),
  name: z.string(),
  tenantKey: z.string(),
  scopes: z.array(z.enum(scopes)),
  isManager: z.boolean().describe('True when it manages the workspace: tenants, tokens, settings'),
  createdAt: time('When it was made'),
  expiresAt: time('When it stops working').optional(),
  revokedAt: time('When it was revoked').optional(),
});

const members = z.record(z.string(), z.unknown());

export const tenantView = z.object({
  id: z.string().describe('ten_…'),
  name: z.string(),
  internalId: z.string().describe('Your key for the tenant'),
  meta: members.optional().describe('What you keep with it'),
  fields: members.optional().describe('Facts about it, as its tokens or you gave them'),
  createdAt: time('When it was first seen'),
  archivedAt: time('When it was archived').optional(),
});

export const tenantKey = z
  .string()
  .min(1)
  .max(200)
  // Half a surrogate pair is stored as U+FFFD, so two keys that differ in it would be one tenant.
  .refine((key) => !/[\p{Cc}\p{Cs}]/u.test(key), 'holds a control character or half a character')
  .describe('Your key for the tenant');
export const tenantName = z.string().min(1).max(200).describe('What people see');
export const tenantSelector = z.string().min(1).max(200).describe('Tenant id, or your key for it');
export const workspaceSelector = z.string().min(1).max(200).describe('Workspace id or key');

/** What is given of a tenant. */
export const tenantInput = {
  name: tenantName.optional(),
  meta: members.nullable().optional().describe('What you keep with it, as a whole; null removes it'),
  fields: members.nullable().optional().describe('Facts about it, as a whole; null removes them'),
};

export const selfView = tenantView.extend({
  workspaceKey: z.string().describe('The workspace that it belongs to'),
  scopes: z.array(z.enum(scopes)).describe('What this token may do'),
  isManager: z.boolean().describe('True for whoever manages the workspace'),
  isOwner: z.boolean().describe('True for the person who runs this gateway'),
});

const publicKey = z.object({
  name: z.string().trim().min(1).max(100).describe('Your name for the key'),
  publicKey: z.string().min(1).max(16_384).describe('SPKI in PEM, or a JWK as JSON text'),
});

/** What may be changed of a workspace. */
export const workspaceEdit = {
  name: z.string().trim().min(1).max(200).optional().describe('What people see'),
  settings: z
    .object({
      disableSecretKeyAuth: z
        .boolean()
        .optional()
        .describe('Refuse tokens signed with the workspace secret; public keys and pat-… tokens go on working'),
      enableApiLogs: z
        .boolean()
        .nullable()
        .optional()
        .describe('Log raw requests to apps as well as those of runs; false logs none, null only those of runs'),
      enableActionRunLogs: z
        .boolean()
        .optional()
        .describe('False keeps of runs only that they were: neither input, output nor requests'),
    })
    .optional()
    .describe('Settings to change; the others stay'),
  jwksUri: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable()
    .optional()
    .describe('Where the public keys are fetched from that tokens are signed for (JWKS); null removes it'),
  publicKeys: z
    .array(publicKey)
    .max(20)
    .optional()
    .describe('All public keys that tokens may be signed for; one that is left out is removed'),
};

export const workspaceView = z.object({
  id: z.string().describe('ws_…'),
  key: z.string().describe('What tokens name in workspaceKey or iss'),
  name: z.string(),
  settings: z.object({
    disableSecretKeyAuth: z.boolean(),
    enableApiLogs: z.boolean().optional().describe('Absent: the requests of runs are logged, raw ones are not'),
    enableActionRunLogs: z.boolean(),
  }),
  jwksUri: z.string().optional(),
  publicKeys: z.array(publicKey.extend({ createdAt: time('When it was added') })),
  createdAt: time('When it was made'),
});

export const orgWorkspaceView = z.object({
  id: z.string().describe('ws_…'),
  name: z.string(),
  orgId: z.string().describe('The same as id: a workspace here belongs to nobody else'),
  key: z.string().describe('What tokens name in workspaceKey or iss'),
  secret: z.string().optional().describe('What tokens are signed with; for managers with the scope secrets:read'),
  createdAt: time('When it was made'),
});
