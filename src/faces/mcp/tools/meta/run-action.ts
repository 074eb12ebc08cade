import { z } from 'zod';
import { actionNamed } from '../named.ts';
import { runAction } from '../run.ts';
import { answerView } from '../schemas.ts';
import { defineTool } from './define.ts';

export const runActionTool = defineTool({
  name: 'run_action',
  title: 'Run an action',
  description: 'Run an action of an app.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  input: z.strictObject({
    action: z.string().min(1).max(200).describe('Id from search_actions'),
    input: z.record(z.string(), z.unknown()).default({}).describe("By the action's input schema"),
    connection: z.string().optional().describe('Account, if several'),
    fields: z.array(z.string()).optional().describe('Only these members: items.id'),
    max_bytes: z.int().min(1_000).max(100_000).optional(),
    dry_run: z.boolean().optional().describe('Show the request, do not send it'),
    idempotency_key: z.string().max(255).optional().describe('Repeated, it runs once'),
    approval: z.string().max(100).optional().describe('apr_…, once a person approved'),
  }),
  output: answerView,
  async run(args, call) {
    const { action: selector, input, connection, fields, max_bytes: maxBytes, dry_run: dryRun, approval } = args;
    const action = await actionNamed(call.session, selector, connection);
    const idempotencyKey = args.idempotency_key;
    return runAction(call, { action, input, connection, fields, maxBytes, dryRun, approval, idempotencyKey });
  },
});
