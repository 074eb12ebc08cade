import { z } from 'zod';
import { connectionStates } from '../../../../kernel/views-intent.ts';
import { accountOf } from '../accounts.ts';
import { defineTool, lookingOnly } from './define.ts';

const maxListed = 200;

export const listConnections = defineTool({
  name: 'list_connections',
  title: 'List connections',
  description: "The user's connected accounts.",
  annotations: lookingOnly,
  input: z.strictObject({
    app: z.string().optional().describe('App id'),
    state: z.enum(connectionStates).optional(),
  }),
  output: z.object({ connections: z.array(z.looseObject({})) }),
  async run({ app, state }, { session }) {
    const { gateway, caller, surface } = session;
    const only = app ?? surface.app;
    const filter = { ...(only === undefined ? {} : { apps: [only] }), ...(state === undefined ? {} : { state }) };
    const { items, cursor } = await gateway.connections.list(caller, filter, { limit: maxListed });
    const more = cursor === undefined ? {} : { hint: `The newest ${maxListed}; name an app to see others` };
    return { structured: { connections: items.map(accountOf), ...more } };
  },
});
