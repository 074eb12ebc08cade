import { z } from 'zod';
import { PorinError } from '../../../kernel/errors.ts';
import { nearestName } from '../../../kernel/issues.ts';
import { defineOperation, type OperationContext } from '../../../kernel/operation.ts';
import operations, { operationsOf, operationView } from './operations.ts';

export const operationKey = z.string().min(1).max(200).describe('Key of the operation');

/** One operation of an app. Errors: `not_found` with the nearest key. */
export async function operationNamed(ctx: OperationContext, app: string | undefined, key: string) {
  const all = await operationsOf(ctx, app);
  const found = all.find((operation) => operation.key === key);
  if (found) return found;
  const nearest = nearestName(
    key,
    all.map((operation) => operation.key),
  );
  throw new PorinError('not_found', `There is no operation '${key}'`, {
    hint: nearest === undefined ? 'The operations are the actions of the app' : `Did you mean ${nearest}?`,
  });
}

export default defineOperation({
  summary: 'Show an operation of a connection',
  http: 'GET /connections/{id}/operations/{key}',
  scope: 'actions:read',
  input: operations.input.pick({ id: true }).extend({ key: operationKey }),
  output: operationView,
  async run(ctx, { id, key }) {
    const { externalAppId } = await ctx.connections.get(ctx.caller, id);
    return operationNamed(ctx, externalAppId, key);
  },
});
