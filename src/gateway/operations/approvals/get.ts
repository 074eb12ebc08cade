import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { approvalView } from '../../../kernel/views-approvals.ts';

export const approvalId = z.string().min(1).max(100).describe('apr_…');

export default defineOperation({
  summary: 'Show a run that a person is asked to approve, or wait until it is decided',
  http: 'GET /approvals/{id}',
  scope: 'actions:read',
  input: z.object({
    id: approvalId,
    wait: z.boolean().default(false).describe('Answer when the status is no longer pending'),
    timeout: z
      .int()
      .min(1)
      .max(60)
      .default(30)
      .describe('How long to wait, in seconds; then the approval is answered as it is'),
  }),
  output: approvalView,
  cli: {
    command: 'approval get',
    positional: ['id'],
    examples: ['porin approval get APPROVAL_ID --wait'],
  },
  run: (ctx, { id, wait, timeout }) =>
    wait
      ? ctx.approvals.wait(ctx.caller, id, { timeoutMs: timeout * 1000, departure: ctx.departure })
      : ctx.approvals.get(ctx.caller, id),
});
