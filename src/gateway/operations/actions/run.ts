import { z } from 'zod';
import { approvable, placeNamed, placeNames, repeatable, repeatableHeaders } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { runAnswerView } from '../../../kernel/views.ts';
import { actionScope } from '../../../kernel/views-actions.ts';

export default defineOperation({
  summary: 'Run an action',
  description:
    "The input is checked against the action's schema, the run is recorded before anything leaves, and the result is in `output`.",
  http: 'POST /actions/{id}/run',
  scope: 'actions:read',
  headers: repeatableHeaders,
  input: z.object({
    id: z.string().min(1).describe('Action id or key'),
    ...placeNames,
    layer: actionScope.layer,
    instanceKey: actionScope.instanceKey,
    input: z.unknown().optional().describe("The action's input; action get shows its schema"),
    dryRun: z
      .boolean()
      .optional()
      .describe('Show the request that would be sent, or what would be done, without doing it'),
    meta: z.unknown().optional().describe('Your own notes, kept with the run'),
    ...approvable,
    ...repeatable,
  }),
  output: runAnswerView,
  cli: {
    command: 'action run',
    positional: ['id'],
    examples: [
      'porin action run list-conferences --connectionId=CONNECTION_ID --json',
      'porin action run get-conference --connectionId=CONNECTION_ID --input \'{"room_id": 10001}\' --json',
    ],
  },
  run: async (ctx, { id, input, dryRun, meta, idempotencyKey, approval, layer, instanceKey, ...names }) =>
    ctx.runs.run(
      ctx.caller,
      {
        action: id,
        input,
        dryRun,
        meta,
        idempotencyKey,
        approvalId: approval,
        layer,
        instanceKey,
        ...(await placeNamed(ctx, names)),
      },
      ctx,
    ),
});
