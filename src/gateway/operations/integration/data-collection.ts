import { sameAt } from '../../../kernel/operation.ts';
import { integrationNames, selectorOf } from '../../../kernel/views-integrations.ts';
import operation from '../integrations/data-collection.ts';

export default sameAt(
  {
    ...operation,
    input: operation.input.extend(integrationNames),
    run: (ctx, { part, ...names }) => operation.run(ctx, { id: selectorOf(names), part }),
  },
  'GET /integration/data/{part}',
);
