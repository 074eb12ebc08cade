import { z } from 'zod';
import { actionAside } from '../../../kernel/action-aside.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { actionView } from '../../../kernel/views.ts';
import { actionEdit } from '../../../kernel/views-actions.ts';

const name = z.string().min(1).max(200).optional();

export default defineOperation({
  summary: 'Save an action of your own',
  description:
    'On a connection of yours it is your own; on an integration or on neither, it is everybody’s and takes a manager. One with the key of an action from a lower layer stands in its place.',
  http: 'POST /actions',
  scope: 'actions:write',
  input: z.object({
    ...actionEdit,
    connectionId: name.describe('Connection (id or key) that it is to be on'),
    connectionKey: name.describe('The same, by key'),
    integrationId: name.describe('Integration (id or key) whose connections are to have it'),
    integrationKey: name.describe('The same, by key'),
    integrationUuid: name.describe('The same as integrationId'),
    instanceKey: z.string().min(1).max(100).optional().describe('Tells instances of one action apart'),
    externalAppId: name.describe('App of an action that is on neither'),
    externalAppKey: name.describe('The same as externalAppId'),
    externalAppUuid: name.describe('The same as externalAppId'),
    parentId: name.describe('Action to begin with: what is not given is taken from it'),
    parentKey: name.describe('The same, by key'),
    parentUuid: name.describe('The same as parentId'),
    intent: z
      .string()
      .max(1_000)
      .optional()
      .describe(
        'What it is for. Without a type the answer names the actions that fit: none is written from words alone',
      ),
  }),
  aside: actionAside,
  output: actionView,
  cli: {
    command: 'action create',
    data: '*',
    columns: ['id', 'key', 'name', 'type', 'layer', 'effect'],
    examples: [
      'porin action create --name "Health" --connectionId CONNECTION_ID --type api-request-to-external-app --config \'{"request": {"method": "GET", "path": "/ping"}}\'',
      'porin action create --name "Add" --connectionId CONNECTION_ID --type run-javascript --config \'{"code": "module.exports = async ({ input }) => input.a + input.b"}\'',
      'porin action create --name "Weather" --connectionId CONNECTION_ID --type http-request --config \'{"request": {"uri": "https://api.example.com/today"}}\'',
      'porin action create --name "Rooms" --connectionId CONNECTION_ID --type connector-operation --config \'{"operationKey": "list-conferences"}\'',
      'porin action create --data - < action.json',
    ],
    next: "porin action run {id} --connectionId={connectionId} --input '{…}'",
  },
  run: (
    ctx,
    {
      connectionKey,
      integrationKey,
      integrationUuid,
      externalAppKey,
      externalAppUuid,
      parentKey,
      parentUuid,
      ...given
    },
  ) => {
    const { externalAppId, ...action } = given;
    return ctx.actions.create(ctx.caller, {
      ...action,
      connectionId: action.connectionId ?? connectionKey,
      integrationId: action.integrationId ?? integrationKey ?? integrationUuid,
      app: externalAppId ?? externalAppKey ?? externalAppUuid,
      parentId: action.parentId ?? parentKey ?? parentUuid,
    });
  },
});
