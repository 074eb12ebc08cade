import { z } from 'zod';
import { scopes } from './ports/identity.ts';

/** A program that a person allowed to act for a tenant, as the REST answers show it. */
export const loginView = z.object({
  id: z.string().describe('login_…'),
  clientId: z.string().describe('The program: built in, registered, or the address of its metadata'),
  clientName: z.string(),
  label: z.string().optional().describe('What the program called itself: the kind of agent'),
  tenantKey: z.string().describe('Whom it acts for'),
  scopes: z.array(z.enum([...scopes, 'manage'])).describe('What it may do; manage: the workspace too'),
  approvedBy: z.string().optional().describe('Who allowed it; absent for the local owner'),
  resource: z.string().optional().describe('The one address that its tokens are good for'),
  createdAt: z.iso.datetime().describe('When it was allowed'),
});
