import { actionNamed, actionNames } from '../../../kernel/action-names.ts';
import { sameAt } from '../../../kernel/operation.ts';
import operation from '../actions/export.ts';

export default sameAt(
  {
    ...operation,
    input: operation.input.extend(actionNames),
    run: (ctx, { id, key, ...names }) => operation.run(ctx, { id: actionNamed({ id, key }), ...names }),
  },
  'GET /action/export',
);
