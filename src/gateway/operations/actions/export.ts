import { z } from 'zod';
import { scopeNamed } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView } from '../../../kernel/views.ts';
import { actionScope } from '../../../kernel/views-actions.ts';
import get from './get.ts';

const exported = actionView
  .pick({ uuid: true, key: true, name: true, description: true, type: true })
  .extend(
    actionView
      .pick({
        config: true,
        inputSchema: true,
        outputMapping: true,
        customOutputSchema: true,
        meta: true,
        instanceKey: true,
        isCustomized: true,
        isUniversal: true,
      })
      .partial().shape,
  )
  .extend({
    integrationUuid: z.string().optional(),
    externalAppUuid: z.string().optional(),
    parentUuid: z.string().optional(),
  });

export default defineOperation({
  summary: 'Show an action as it can be saved elsewhere',
  http: 'GET /actions/{id}/export',
  scope: 'actions:read',
  input: z.object({ id: get.input.shape.id, ...actionScope }),
  output: exported,
  async run(ctx, { id, ...names }) {
    const action = await ctx.actions.get(ctx.caller, id, scopeNamed(names));
    const { integrationId, externalAppId, parentId, layer } = action;
    return {
      ...exported.parse(action),
      ...(integrationId === undefined || layer !== 'integration' ? {} : { integrationUuid: integrationId }),
      ...(externalAppId === undefined ? {} : { externalAppUuid: externalAppId }),
      ...(parentId === undefined ? {} : { parentUuid: parentId }),
    };
  },
});
