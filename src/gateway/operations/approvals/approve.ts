import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { approvalView } from '../../../kernel/views-approvals.ts';
import { approvalId } from './get.ts';

export default defineOperation({
  summary: 'Approve a run that somebody else asked for',
  description:
    "Never with the token that asked, nor for what a manager's token asked: a person decides those on the page.",
  http: 'POST /approvals/{id}/approve',
  scope: 'manager',
  input: z.object({ id: approvalId }),
  output: approvalView,
  cli: { command: 'approval approve', positional: ['id'], examples: ['porin approval approve APPROVAL_ID'] },
  run: (ctx, { id }) => ctx.approvals.approve(ctx.caller, id),
});
