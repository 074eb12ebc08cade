import { z } from 'zod';
import { approvable, repeatable, repeatableHeaders } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import operation, { operationKey } from './operation.ts';

/** The oldest way to run something on a connection: the answer is the output alone. */
export default defineOperation({
  summary: 'Run an action of a connection by its key',
  http: 'POST /connections/{id}/execute-request',
  scope: 'actions:read',
  headers: repeatableHeaders,
  input: operation.input.pick({ id: true }).extend({
    key: operationKey,
    payload: z.unknown().optional().describe("The action's input"),
    ...approvable,
    ...repeatable,
  }),
  output: z.unknown(),
  async run(ctx, { id, key, payload, approval, idempotencyKey }) {
    const request = { connectionId: id, action: key, input: payload, approvalId: approval, idempotencyKey };
    const { output } = await ctx.runs.run(ctx.caller, request, ctx);
    return output ?? null;
  },
});
