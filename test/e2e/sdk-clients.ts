import * as sdk from '@membranehq/sdk';
import { MembraneClient } from '@membranehq/sdk';
import { expect } from 'vitest';
import type { z } from 'zod';
import { bootGateway, type TestGateway } from './gateway.ts';

/** A gateway with clients of it, and a connection of the tenant to the sandbox. */
export async function bootWithClients() {
  const gateway = await bootGateway();
  const workspace = (await gateway.call('GET /org-workspaces')).body.items[0];
  const clientOf = await clientsOf(gateway);
  const tenant = clientOf('actor');
  const { body } = await gateway.call(`POST /org-workspaces/${workspace.id}/access-token`, { body: { isAdmin: true } });
  const manager = new MembraneClient({ token: body.token, apiUri: gateway.url });
  const made: any = await tenant.post('/connections/ensure', { appUrl: 'clickmeeting.com', sandbox: true });
  const connectionId: string = made.id;
  await tenant.connection(connectionId).patch({ key: 'acting' } as any);
  return {
    gateway,
    clientOf,
    tenant,
    manager,
    connectionId,
    /** A saved action of the connection. */
    saved: async (name: string, more: object = ping) =>
      checkedAction(await tenant.actions.create({ name, connectionId, ...more } as any)),
    act: (body: object) => tenant.post('/act', parsed(sdk.ActRequest, body)),
  };
}

export type Clients = Awaited<ReturnType<typeof bootWithClients>>;

/** Clients of tenants, which sign their own tokens. */
export async function clientsOf({ call, url }: TestGateway) {
  const { key: workspaceKey, secret: workspaceSecret } = (await call('GET /org-workspaces')).body.items[0];
  return (tenantKey: string) => new MembraneClient({ workspaceKey, workspaceSecret, tenantKey, apiUri: url });
}

export const ping = {
  type: 'api-request-to-external-app',
  config: { request: { method: 'GET', path: '/ping' } },
} as const;
export const room = { name: 'Sales', room_type: 'webinar', permanent_room: true, access_type: 1 };

/** The answer, if it is what the client declares. */
export function parsed(schema: z.ZodType, answer: unknown): any {
  const result = schema.safeParse(answer);
  expect(result.error?.issues ?? []).toEqual([]);
  return answer;
}

export const checkedAction = (answer: unknown) => parsed(sdk.ActionApiResponse, answer);
export const ran = (answer: unknown) => {
  expect(answer).toMatchObject({ actionRunId: expect.stringMatching(/^run_/) });
  return parsed(sdk.ActionRunResponse, answer);
};
/** The client declares members of `enum` as texts; those of an app may be numbers, as JSON Schema says. */
export const listed = (answer: any, schema: z.ZodType = sdk.ActionApiResponse): any[] => {
  for (const item of answer.items) parsed(schema, { ...item, inputSchema: undefined, outputSchema: undefined });
  return answer.items;
};

type ErrorClass = new (...args: any[]) => sdk.MembraneError;

/** What the client throws, if it is of that class and has the members that the client declares. */
export async function thrown(asked: Promise<unknown>, errorClass: ErrorClass): Promise<any> {
  const error: any = await asked.then(
    () => expect.fail('It should have failed'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(errorClass);
  expect(sdk.isMembraneError(error)).toBe(true);
  return parsed(sdk.ErrorDataSchema, error.data);
}
