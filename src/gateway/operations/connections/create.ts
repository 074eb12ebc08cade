import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionEdit, connectionView, readConnectionEdit } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Create a further connection of an app',
  description:
    'POST /connections/ensure finds the one that is there. Credentials in input are checked before anything is stored.',
  http: 'POST /connections',
  scope: 'connections:manage',
  input: z.object({
    ...connectionEdit,
    intent: z.string().max(200).optional().describe('What you want to connect, in your words; used without an app'),
    sandbox: z.boolean().optional().describe("Connect to the app's sandbox on this machine"),
  }),
  output: connectionView,
  run(ctx, { intent, sandbox, ...edit }) {
    const apps = new Set([edit.externalAppId, edit.connectorId, edit.connectorKey].filter((app) => app !== undefined));
    if (apps.size > 1) {
      throw new PorinError(
        'bad_request',
        `externalAppId, connectorId and connectorKey name several apps: ${[...apps].join(', ')}`,
      );
    }
    return ctx.connections.create(ctx.caller, { ...readConnectionEdit(edit), app: [...apps][0], intent, sandbox });
  },
});
