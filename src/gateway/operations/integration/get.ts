import { z } from 'zod';
import { sameAt } from '../../../kernel/operation.ts';
import { integrationNames, selectorOf } from '../../../kernel/views-integrations.ts';
import operation from '../integrations/get.ts';

export default sameAt(
  {
    ...operation,
    input: z.object(integrationNames),
    run: (ctx, names) => ctx.integrations.get(ctx.caller, selectorOf(names)),
  },
  'GET /integration',
);
