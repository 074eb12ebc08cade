import type { ActionView } from '../kernel/ports/gateway.ts';
import type { ActionEdit, NewAction } from '../kernel/ports/gateway-actions.ts';
import type { Caller } from '../kernel/ports/identity.ts';
import { type TinyOptions, tiny as tinyApp, tinyGateway } from './gateway.fixture.ts';

/** A request that answers at once, for actions whose content does not matter. */
export const request = { type: 'api-request-to-external-app', config: { request: { method: 'GET', path: '/ping' } } };

const second = { ...tinyApp, name: 'Second', domains: ['second.test'] };

/** A gateway with the apps tiny and second, a tenant with a connection, a manager and another tenant with a connection of its own. */
export async function actionsGateway(options: Partial<TinyOptions> = {}) {
  const tiny = await tinyGateway({
    app: (_, response) => void response.end('{"ok":true}'),
    connectors: { second },
    ...options,
  });
  const { gateway, caller, connectionId, storage } = tiny;
  const { actions, connections, runs } = gateway.ports;
  const manager: Caller = { ...caller, isManager: true };
  const { id, key } = await storage.tenants.ensure('second', Date.now());
  const other: Caller = { ...caller, tenantId: id, tenantKey: key };
  const otherConnection = await connections.ensure(other, { appUrl: 'tiny.test', input: {} });
  return {
    ...tiny,
    actions,
    manager,
    other,
    otherConnectionId: otherConnection.id,
    save: (action: NewAction, by: Caller = action.connectionId ? caller : manager): Promise<ActionView> =>
      actions.create(by, { ...request, ...action }),
    patch: (selector: string, edit: ActionEdit, by: Caller = caller) =>
      actions.patch(by, selector, { connectionId }, edit),
    run: (action: string, input: unknown = {}) =>
      runs.run(
        caller,
        { action, input, connectionId },
        { requestId: 'req_test', signal: new AbortController().signal },
      ),
    /** Ids by key of all that is seen there. */
    async keys(query: Parameters<typeof actions.list>[1] = { connectionId }, by: Caller = caller) {
      const { items } = await actions.list(by, query, { limit: 1000 });
      return Object.fromEntries(items.map(({ key, id }) => [key, id]));
    },
  };
}
