import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { pageOf, paging } from '../../../kernel/views.ts';
import { approvalView } from '../../../kernel/views-approvals.ts';

export default defineOperation({
  summary: 'List the runs that people are asked to approve, newest first',
  description: "Those of the token's tenant; for a manager those of every tenant.",
  http: 'GET /approvals',
  scope: 'actions:read',
  input: z.object({
    status: z
      .enum(['pending', 'approved', 'denied', 'used'])
      .optional()
      .describe('Only those; overdue ones count as they were'),
    ...paging,
  }),
  output: pageOf(approvalView),
  cli: {
    command: 'approval list',
    columns: ['id', 'status', 'title', 'summary', 'requestedBy', 'approvalUrl', 'expiresAt'],
    examples: ['porin approval list --status pending'],
  },
  run: (ctx, { status, ...page }) => ctx.approvals.list(ctx.caller, { status }, page),
});
