import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { scopes } from '../../../kernel/ports/identity.ts';
import { tenantKey, tokenView } from '../../../kernel/views-identity.ts';

export default defineOperation({
  summary: 'Make a bearer token for a tenant; it is shown once',
  http: 'POST /tokens',
  scope: 'manager',
  status: 201,
  input: z.object({
    tenant: tenantKey.describe('Your key for the tenant; it is created on first sight'),
    name: z.string().min(1).max(200).optional().describe('What the token is for'),
    scopes: z
      .array(z.enum(scopes))
      .min(1)
      .optional()
      .describe('What it may do; everything but reading secrets when absent'),
    manager: z.boolean().optional().describe('It manages the workspace: tenants, tokens, settings'),
    expiresInDays: z
      .number()
      .positive()
      .max(3650)
      .optional()
      .describe('Days until it stops working; never when absent'),
  }),
  output: tokenView.extend({ token: z.string().describe('The token; store it now') }),
  cli: {
    command: 'token create',
    columns: ['token', 'id', 'tenantKey', 'scopes', 'isManager', 'expiresAt'],
    examples: [
      'porin token create --tenant acme',
      'porin token create --tenant admin --manager',
      'porin token create --tenant acme --scopes actions:read --expiresInDays 30 --json',
    ],
  },
  run: (ctx, { expiresInDays, ...request }) =>
    ctx.tokens.create(ctx.caller, {
      ...request,
      expiresInMs: expiresInDays === undefined ? undefined : expiresInDays * 86_400_000,
    }),
});
