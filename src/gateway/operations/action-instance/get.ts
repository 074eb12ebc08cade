import { z } from 'zod';
import { actionNamed, actionNames, placeNames } from '../../../kernel/action-names.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import operation from '../actions/get.ts';

/** The contract's action on one connection: here the action itself, with nothing of its own to keep. */
export default defineOperation({
  summary: 'Show an action of a connection, named in the query',
  http: 'GET /action-instance',
  scope: 'actions:read',
  input: z.object({
    ...actionNames,
    parentId: actionNames.id,
    parentKey: actionNames.key,
    ...placeNames,
    instanceKey: z.string().optional().describe('Accepted for compatibility'),
    autoCreate: z.boolean().optional().describe('Accepted for compatibility'),
  }),
  output: operation.output,
  run: (ctx, { id, key, parentId, parentKey, instanceKey: _, autoCreate: __, ...names }) =>
    operation.run(ctx, { id: actionNamed({ id: id ?? parentId, key: key ?? parentKey }), ...names }),
});
