import { PorinError } from '../../../kernel/errors.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectorView } from '../../../kernel/views-integrations.ts';
import get from './get.ts';

export default defineOperation({
  summary: "Show an integration's connector",
  http: 'GET /integrations/{id}/connector-spec',
  scope: 'actions:read',
  input: get.input,
  output: connectorView,
  async run(ctx, { id }) {
    const { connectorId, name } = await ctx.integrations.get(ctx.caller, id);
    if (connectorId !== undefined) return ctx.connectors.get(ctx.caller, connectorId);
    throw new PorinError('not_found', `Nobody has said yet how to talk to ${name}`, {
      hint: 'Connect it; the clientAction of its connection says what is needed',
    });
  },
});
