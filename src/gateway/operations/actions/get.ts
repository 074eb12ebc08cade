import { z } from 'zod';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView } from '../../../kernel/views.ts';
import { actionScope } from '../../../kernel/views-actions.ts';

export default defineOperation({
  summary: 'Show an action with its input and output schemas',
  http: 'GET /actions/{id}',
  scope: 'actions:read',
  input: z.object({
    id: z.string().min(1).describe('Action id or key'),
    ...actionScope,
    app: z.string().optional().describe('App that has it, when several have that key'),
    wait: z.boolean().optional().describe('Accepted for compatibility: nothing is built, so it answers at once'),
    timeout: z.int().min(1).max(60).optional().describe('Accepted for compatibility'),
  }),
  output: actionView,
  cli: {
    command: 'action get',
    positional: ['id'],
    columns: [
      ...[
        'id',
        'key',
        'name',
        'description',
        'type',
        'layer',
        'effect',
        'isDeactivated',
        'state',
        'errors',
        'parentId',
      ],
      ...[
        'trigger',
        'previewInput',
        'toolName',
        'isCharged',
        'example',
        'config',
        'inputSchema',
        'outputMapping',
        'outputSchema',
        'meta',
        'revision',
        'updatedAt',
      ],
    ],
    next: "porin action run {id} --connectionId=CONNECTION_ID --input '{…}'",
    examples: [
      'porin action get create-conference --connectionId=CONNECTION_ID --json',
      'porin action get ACTION_ID --json',
    ],
  },
  run: (ctx, { id, app, wait: _, timeout: __, ...names }) =>
    ctx.actions.get(ctx.caller, id, { ...scopeNamed(names), app }),
});
