import { z } from 'zod';

export const approvalStatuses = ['pending', 'approved', 'denied', 'used', 'expired'] as const;

/** A run that a person is asked to allow, as the REST answers show it. */
export const approvalView = z.object({
  id: z.string().describe('apr_…; the request that needs it is repeated with it'),
  status: z.enum(approvalStatuses).describe('used: its run has begun; expired: nobody decided, or used it, in time'),
  title: z.string().describe('What the run does'),
  action: z.string().describe('Action id, or what an inline request is called'),
  app: z.string(),
  connectionId: z.string(),
  connectionName: z.string().optional(),
  effect: z.enum(['read', 'write', 'destroy']).describe('What it does to the app, at worst'),
  isCharged: z.boolean().describe('True when the app charges for it'),
  requestedBy: z.string().describe('The program or token that asked'),
  tenantId: z.string(),
  input: z.unknown().optional().describe('What the run was given, redacted; absent in lists'),
  summary: z.string().optional().describe('What it was given, or what it would send, in one short line'),
  definition: z
    .string()
    .optional()
    .describe(
      'The code, request or formulas that run, where whoever asked or saved them chose their name; absent in lists',
    ),
  approvalUrl: z.string().describe('Where a person decides'),
  decidedBy: z.string().optional(),
  decidedAt: z.iso.datetime().optional(),
  actionRunId: z.string().optional().describe('The run that used it'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().describe('Until then it can be decided; once approved, used'),
});
