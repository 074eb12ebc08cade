import { z } from 'zod';
import { actionDetails, detailed } from '../../../kernel/action-detail.ts';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView, pageOf } from '../../../kernel/views.ts';
import { actionScope } from '../../../kernel/views-actions.ts';

/** As much of an action as was asked for. */
const listed = actionView.partial().required({ id: true, uuid: true, key: true, name: true });

export default defineOperation({
  summary: 'Find actions by saying what you want to do',
  description:
    'Connectors’ own actions and saved ones. On a connection or an integration only those that count there: of one key that of the nearest layer.',
  http: 'GET /actions',
  scope: 'actions:read',
  input: z.object({
    connectionId: z.string().optional().describe('Only actions of this connection (id or key)'),
    connectionKey: z.string().optional().describe('The same, by key'),
    app: z.string().optional().describe('Only actions of this app (id, domain or name, in any spelling)'),
    externalAppId: z.string().optional().describe('The same as app'),
    integrationId: z.string().optional().describe('Only actions of this integration and of its app'),
    integrationKey: z.string().optional().describe('The same, by key'),
    intent: z
      .string()
      .max(10_000)
      .optional()
      .describe(
        'What you want to do, in your words; the answer is ranked, best first, and empty with a hint when nothing fits',
      ),
    detail: z
      .enum(actionDetails)
      .default('schema')
      .describe(
        'How much of each: names; summary, with what it does, its required inputs and its connection; schema, everything',
      ),
    explain: z.boolean().optional().describe('With an intent: why each ranks where it does'),
    search: z.string().max(200).optional().describe('Part of the name, key or description'),
    layer: actionScope.layer.describe('Only saved actions of this layer'),
    instanceKey: actionScope.instanceKey.describe('Only saved actions with this instance key'),
    parentId: z.string().max(200).optional().describe('Only saved actions that were made from this one'),
    universalParentId: z.string().max(200).optional().describe('The same, of a universal one'),
    isUniversal: z.boolean().optional().describe('Only saved actions of the universal layer, or none of them'),
    tenantId: z.string().max(200).optional().describe('What this tenant (id or key) sees; for managers'),
    userId: z.string().max(200).optional().describe('The same, under its older name'),
    includeArchived: z.boolean().optional().describe('Archived ones too'),
    limit: z.int().min(1).max(1000).optional().describe('Page size; 10 with an intent, else 100'),
    cursor: z.string().optional().describe('From the page before'),
  }),
  output: pageOf(listed).extend({
    total: z.int().describe('How many there are on all pages'),
    hint: z.string().optional().describe('What to do where nothing fits the intent'),
  }),
  cli: {
    command: 'action list',
    columns: ['id', 'name', 'effect', 'score', 'connection.state', 'description'],
    examples: [
      'porin action list --connectionId=CONNECTION_ID --intent "schedule a webinar" --limit 10 --json',
      'porin action list --intent "cancel the meeting" --detail=summary --explain --json',
      'porin action list --layer=connection',
    ],
    next: "porin action run {items.0.id} --connectionId=CONNECTION_ID --input '{…}'",
  },
  async run(
    ctx,
    { limit, cursor, app, externalAppId, tenantId, userId, parentId, universalParentId, detail, ...query },
  ) {
    const page = await ctx.actions.list(
      ctx.caller,
      {
        ...query,
        ...scopeNamed(query),
        app: app ?? externalAppId,
        tenant: tenantId ?? userId,
        parentId: parentId ?? universalParentId,
      },
      { limit: limit ?? (query.intent === undefined ? 100 : 10), cursor },
    );
    return { ...page, items: page.items.map((action) => detailed(action, detail)) };
  },
});
