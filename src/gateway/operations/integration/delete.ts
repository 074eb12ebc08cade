import { z } from 'zod';
import { sameAt } from '../../../kernel/operation.ts';
import { integrationNames, selectorOf } from '../../../kernel/views-integrations.ts';
import operation from '../integrations/delete.ts';

export default sameAt(
  {
    ...operation,
    input: z.object(integrationNames),
    run: (ctx, names) => ctx.integrations.archive(ctx.caller, selectorOf(names)),
  },
  'DELETE /integration',
);
