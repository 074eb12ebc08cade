import { z } from 'zod';
import { sameAt } from '../../../kernel/operation.ts';
import { integrationInput, integrationNames, selectorOf } from '../../../kernel/views-integrations.ts';
import operation from '../integrations/patch.ts';

export default sameAt(
  {
    ...operation,
    input: z.object({ ...integrationInput, ...integrationNames }),
    // A key in the query names the integration, one in the body would rename it: whoever renames names it by id.
    run: (ctx, { id, key, ...edit }) =>
      ctx.integrations.patch(ctx.caller, selectorOf({ id, key }), id === undefined ? edit : { ...edit, key }),
  },
  'PATCH /integration',
);
