import { z } from 'zod';
import { actionNamed } from '../named.ts';
import { defineTool, lookingOnly } from './define.ts';

export const getAction = defineTool({
  name: 'get_action',
  title: 'Show an action',
  description: 'Input and output schema of an action, an example, and what it needs.',
  annotations: lookingOnly,
  input: z.strictObject({ action: z.string().min(1).max(200).describe('Id from search_actions') }),
  output: z.looseObject({ id: z.string(), name: z.string() }),
  async run({ action: selector }, { session }) {
    const action = await actionNamed(session, selector, undefined);
    const { id, name, description, effect, externalAppId, inputSchema, outputSchema, example, trigger, isCharged } =
      action;
    return {
      structured: {
        id,
        name,
        ...(externalAppId === undefined ? {} : { app: externalAppId }),
        description,
        readOnly: effect === 'read',
        destructive: effect === 'destroy',
        ...(isCharged ? { charged: true } : {}),
        scopes: [effect === 'read' ? 'actions:read' : 'actions:write'],
        inputSchema,
        outputSchema,
        ...(example === undefined ? {} : { example }),
        ...(trigger === undefined ? {} : { trigger }),
      },
    };
  },
});
