import { z } from 'zod';
import { sameAt } from '../../../kernel/operation.ts';
import { integrationNames, selectorOf } from '../../../kernel/views-integrations.ts';
import operation from '../integrations/restore.ts';

export default sameAt(
  {
    ...operation,
    input: z.object(integrationNames),
    run: (ctx, names) => ctx.integrations.restore(ctx.caller, selectorOf(names)),
  },
  'POST /integration/restore',
);
