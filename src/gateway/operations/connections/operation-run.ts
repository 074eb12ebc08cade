import { z } from 'zod';
import { approvable, repeatable, repeatableHeaders } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { runAnswerView } from '../../../kernel/views.ts';
import operation from './operation.ts';

export default defineOperation({
  summary: 'Run an operation of a connection',
  http: 'POST /connections/{id}/operations/{key}/run',
  scope: 'actions:read',
  headers: repeatableHeaders,
  input: operation.input.extend({
    input: z.unknown().optional().describe("The operation's input"),
    ...approvable,
    ...repeatable,
  }),
  output: runAnswerView,
  run: (ctx, { id, key, input, approval, idempotencyKey }) =>
    ctx.runs.run(
      ctx.caller,
      { connectionId: id, action: key, layer: 'integration', input, approvalId: approval, idempotencyKey },
      ctx,
    ),
});
