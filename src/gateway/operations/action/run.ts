import { actionNamed, actionNames } from '../../../kernel/action-names.ts';
import { sameAt } from '../../../kernel/operation.ts';
import operation from '../actions/run.ts';

export default sameAt(
  {
    ...operation,
    input: operation.input.extend(actionNames),
    run: (ctx, { id, key, ...request }) => operation.run(ctx, { id: actionNamed({ id, key }), ...request }),
  },
  'POST /action/run',
);
