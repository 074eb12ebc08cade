import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { tenantKey } from '../../../kernel/views-identity.ts';

const hourMs = 3_600_000;

export default defineOperation({
  summary: 'Make a link by which somebody becomes an owner or a member',
  description:
    'The link works once. A tenant that does not exist yet is created, and the answer says so. Whoever opens the link chooses a name, and a password or a passkey. It takes a manager with every scope: whoever is invited may give programs each of them.',
  http: 'POST /invitations',
  scope: 'manager',
  status: 201,
  input: z.object({
    role: z.enum(['owner', 'member']).default('member').describe('owner: manages everything; member: one tenant'),
    tenantKey: tenantKey
      .optional()
      .describe('Tenant that the member may act for; created when there is none, see tenantCreated'),
    name: z.string().min(1).max(200).optional().describe("The person's name, as a suggestion"),
    expiresInHours: z.number().positive().max(720).default(72).describe('Hours until the link stops working'),
  }),
  output: z.object({
    id: z.string().describe('per_…, which the person will have; invitation revoke takes it'),
    url: z.url().describe('The link; whoever has it can use it, so hand it over privately'),
    expiresAt: z.iso.datetime(),
    tenantCreated: z.boolean().optional().describe('True when the tenant did not exist before; absent for owners'),
  }),
  cli: {
    command: 'invitation create',
    columns: ['url', 'expiresAt', 'tenantCreated'],
    examples: [
      'porin invitation create --tenantKey acme --name "Ada Lovelace"',
      'porin invitation create --role owner --expiresInHours 24 --json',
    ],
  },
  run: (ctx, { expiresInHours, ...request }) =>
    ctx.people.invite(ctx.caller, { ...request, expiresInMs: Math.round(expiresInHours * hourMs) }),
});
