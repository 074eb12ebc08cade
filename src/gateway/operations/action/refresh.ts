import { actionNamed, actionNames } from '../../../kernel/action-names.ts';
import { sameAt } from '../../../kernel/operation.ts';
import operation from '../actions/refresh.ts';

export default sameAt(
  {
    ...operation,
    input: operation.input.extend(actionNames),
    run: (ctx, { id, key, ...names }) => operation.run(ctx, { id: actionNamed({ id, key }), ...names }),
  },
  'POST /action/refresh',
);
