import { afterAll, beforeAll, describe } from 'vitest';
import { startPostgres, type TestPostgres } from '../../test/durability/postgres-server.ts';
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

type Made = Awaited<ReturnType<typeof actionsGateway>>;

/** Runs the same tests with a gateway on SQLite, and on Postgres. */
export function onBothDatabases(suite: (made: () => Made) => void): void {
  describe('on SQLite', () => withGateway(async () => 'sqlite::memory:', suite));
  describe('on Postgres', () => {
    let server: TestPostgres | undefined;
    withGateway(async () => {
      server = await startPostgres();
      return server.newDatabase();
    }, suite);
    afterAll(() => server?.stop());
  });
}

function withGateway(database: () => Promise<string>, suite: (made: () => Made) => void): void {
  let made: Made | undefined;
  beforeAll(async () => {
    made = await actionsGateway({ database: await database() });
  });
  suite(() => {
    if (made) return made;
    throw new Error('The gateway did not start');
  });
  afterAll(() => made?.stop());
}

/** What each was refused with, in place of the answer. */
export async function refusals(asked: readonly Promise<unknown>[]): Promise<unknown[]> {
  return (await Promise.allSettled(asked)).map((outcome) =>
    outcome.status === 'rejected' ? outcome.reason : undefined,
  );
}
