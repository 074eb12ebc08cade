import { defineOperation } from '../../../kernel/operation.ts';
import { revisionSeen } from '../../../kernel/seen-revision.ts';
import patch from './patch.ts';

const { cli: _, ...likePatch } = patch;

export default defineOperation({
  ...likePatch,
  summary: 'Replace the settings of an integration; secrets that are not named stay',
  http: 'PUT /integrations/{id}',
  run: (ctx, { id, ifMatch, ...edit }) =>
    ctx.integrations.put(ctx.caller, id, { ...edit, revision: revisionSeen(ifMatch) }),
});
