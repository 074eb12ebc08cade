import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { approvalView } from '../../../kernel/views-approvals.ts';
import { approvalId } from './get.ts';

export default defineOperation({
  summary: 'Deny a run that somebody asked for',
  description: 'Only a person approves, on the page of the approval.',
  http: 'POST /approvals/{id}/deny',
  scope: 'manager',
  input: z.object({ id: approvalId }),
  output: approvalView,
  cli: { command: 'approval deny', positional: ['id'], examples: ['porin approval deny APPROVAL_ID'] },
  run: (ctx, { id }) => ctx.approvals.deny(ctx.caller, id),
});
