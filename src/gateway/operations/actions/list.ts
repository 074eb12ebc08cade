import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView, pageOf } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Find actions by saying what you want to do',
  http: 'GET /actions',
  scope: 'actions:read',
  input: z.object({
    connectionId: z.string().optional().describe('Only actions of this connection (id or key)'),
    connectionKey: z.string().optional().describe('The same, by key'),
    app: z.string().optional().describe('Only actions of this app'),
    externalAppId: z.string().optional().describe('The same as app'),
    integrationId: z.string().optional().describe('Only actions of the app of this integration'),
    integrationKey: z.string().optional().describe('The same, by key'),
    intent: z
      .string()
      .max(200)
      .optional()
      .describe('What you want to do, in your words; the answer is ranked, best first'),
    search: z.string().max(200).optional().describe('Part of the name, key or description'),
    limit: z.int().min(1).max(1000).optional().describe('Page size; 10 with an intent, else 100'),
    cursor: z.string().optional().describe('From the page before'),
  }),
  output: pageOf(actionView),
  cli: {
    command: 'action list',
    columns: ['key', 'name', 'effect', 'description'],
    examples: ['porin action list --connectionId=CONNECTION_ID --intent "schedule a webinar" --limit 10 --json'],
    next: "porin action run {items.0.key} --connectionId=CONNECTION_ID --input '{…}'",
  },
  run: (ctx, { limit, cursor, intent, search, ...names }) =>
    ctx.actions.list(
      ctx.caller,
      {
        intent,
        search,
        connectionId: names.connectionId ?? names.connectionKey,
        app: names.app ?? names.externalAppId ?? names.integrationId ?? names.integrationKey,
      },
      { limit: limit ?? (intent === undefined ? 100 : 10), cursor },
    ),
});
