import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

const invitationView = z.object({
  id: z.string().describe('per_…, which the person will have'),
  role: z.enum(['owner', 'member']),
  tenantKey: z.string().optional().describe('The only tenant that the member may act for'),
  name: z.string().optional().describe("The person's name, as it was suggested"),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});

export default defineOperation({
  summary: 'List the invitations that still work, newest first',
  description: 'Without their links, which are shown only when they are made.',
  http: 'GET /invitations',
  scope: 'manager',
  input: z.object({}),
  output: z.object({ items: z.array(invitationView) }),
  cli: {
    command: 'invitation list',
    columns: ['id', 'role', 'tenantKey', 'name', 'expiresAt'],
    examples: ['porin invitation list', 'porin invitation list --json'],
  },
  run: async (ctx) => ({ items: await ctx.people.invitations() }),
});
