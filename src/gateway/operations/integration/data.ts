import { z } from 'zod';
import { sameAt } from '../../../kernel/operation.ts';
import { integrationNames, selectorOf } from '../../../kernel/views-integrations.ts';
import operation from '../integrations/data.ts';

export default sameAt(
  {
    ...operation,
    input: z.object(integrationNames),
    run: (ctx, names) => operation.run(ctx, { id: selectorOf(names) }),
  },
  'GET /integration/data',
);
