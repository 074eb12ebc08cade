import { z } from 'zod';
import { pageThrough } from '../../../kernel/cursor.ts';
import { defineOperation, type OperationContext } from '../../../kernel/operation.ts';
import type { ActionView } from '../../../kernel/ports/gateway.ts';
import { pageOf, paging } from '../../../kernel/views.ts';

/** The contract's operation of a connector: one of its own actions. */
export const operationView = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  inputSchema: z.record(z.string(), z.unknown()).describe('JSON Schema of the input'),
  outputSchema: z.record(z.string(), z.unknown()).describe('JSON Schema of the output'),
});

type Operation = z.infer<typeof operationView>;

function asOperation({ key, name, description, inputSchema, outputSchema }: ActionView): Operation {
  return { key, name, description, inputSchema, outputSchema };
}

const pageSize = 1_000;

/** The operations of an app, which are the same on all of its connections. */
export async function operationsOf({ actions, caller }: OperationContext, app: string | undefined) {
  const own: Operation[] = [];
  let cursor: string | undefined;
  // Nobody has said yet which app it is.
  if (app === undefined) return own;
  do {
    const page = await actions.list(caller, { app }, { limit: pageSize, cursor });
    own.push(...page.items.filter(({ isPublic }) => isPublic).map(asOperation));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return own;
}

export default defineOperation({
  summary: "List operations of a connection: its connector's own actions",
  http: 'GET /connections/{id}/operations',
  scope: 'actions:read',
  input: z.object({ id: z.string().min(1).describe('Connection id or key'), ...paging }),
  output: pageOf(operationView),
  async run(ctx, { id, ...page }) {
    const { externalAppId } = await ctx.connections.get(ctx.caller, id);
    return pageThrough(await operationsOf(ctx, externalAppId), page);
  },
});
