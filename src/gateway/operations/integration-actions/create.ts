import { actionAside } from '../../../kernel/action-aside.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import create from '../actions/create.ts';
import list from './list.ts';

export default defineOperation({
  summary: 'Save an action on an integration',
  http: 'POST /integrations/{id}/actions',
  scope: create.scope,
  input: create.input
    .omit({ connectionId: true, connectionKey: true, integrationId: true, integrationKey: true, integrationUuid: true })
    .extend(list.input.pick({ id: true }).shape),
  aside: actionAside,
  output: create.output,
  run: (ctx, { id, ...action }) => create.run(ctx, { ...action, integrationId: id }),
});
