import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { approvalView } from '../../../kernel/views-approvals.ts';
import { approvalId } from './get.ts';

export default defineOperation({
  summary: 'Approve a run that somebody else asked for',
  description:
    "Of what a login asked, which a person let in. What tokens asked is approved on the page, or by the owner's command line: a manager could make such a token himself.",
  http: 'POST /approvals/{id}/approve',
  scope: 'manager',
  input: z.object({ id: approvalId }),
  output: approvalView,
  cli: { command: 'approval approve', positional: ['id'], examples: ['porin approval approve APPROVAL_ID'] },
  run: (ctx, { id }) => ctx.approvals.approve(ctx.caller, id),
});
