import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

const personView = z.object({
  id: z.string().describe('per_…'),
  name: z.string(),
  login: z.string().optional().describe('What the person signs in with; absent until chosen'),
  role: z.enum(['owner', 'member']),
  tenantKey: z.string().optional().describe('The only tenant that a member may act for'),
  canSignIn: z.boolean().describe('True with a password or a passkey'),
  createdAt: z.iso.datetime(),
});

export default defineOperation({
  summary: 'List the people who may sign in, owners first',
  http: 'GET /people',
  scope: 'manager',
  input: z.object({}),
  output: z.object({ items: z.array(personView) }),
  cli: {
    command: 'people list',
    columns: ['id', 'name', 'login', 'role', 'tenantKey', 'canSignIn'],
    examples: ['porin people list', 'porin people list --json'],
  },
  run: async (ctx) => ({ items: await ctx.people.list() }),
});
