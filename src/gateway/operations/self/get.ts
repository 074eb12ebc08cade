import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { scopes } from '../../../kernel/ports/identity.ts';

export default defineOperation({
  summary: 'Show whose token this is',
  http: 'GET /self',
  scope: 'actions:read',
  input: z.object({}),
  output: z.object({
    id: z.string().describe('The tenant'),
    name: z.string(),
    internalId: z.string().describe('Your key for the tenant'),
    scopes: z.array(z.enum(scopes)),
    isOwner: z.boolean().describe('True for the person who runs this gateway'),
  }),
  run: ({ caller }) => ({
    id: caller.tenantId,
    name: caller.tenantKey,
    internalId: caller.tenantKey,
    scopes: [...caller.scopes],
    isOwner: caller.isOwner,
  }),
});
