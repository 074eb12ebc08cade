import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionInput, connectionView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Find or create the connection to an app, by its address',
  description:
    'The address is reduced to its domain and matched against the known apps. An existing connection of that app is returned; else one is created, and its clientAction says what is needed. An app that nobody knows is added: its connection is BUILDING, then asks how one talks to it.',
  http: 'POST /connections/ensure',
  scope: 'connections:manage',
  input: z
    .object({
      appUrl: z.string().max(2000).optional().describe('Address, domain or name of the app: https://app.example.com/'),
      intent: z
        .string()
        .max(200)
        .optional()
        .describe('What you want to connect, in your words; used without an address'),
      connectorId: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('Connector in place of an address, by its id; also a new: one of a search'),
      name: z.string().min(1).max(200).optional().describe('Name of a new connection'),
      sandbox: z
        .boolean()
        .optional()
        .describe("Connect to the app's sandbox on this machine; READY at once, no account"),
      input: connectionInput,
    })
    .superRefine(({ appUrl, intent, connectorId }, { addIssue }) => {
      // An empty one is answered with the apps that there are; none at all may be misspelt.
      if (appUrl === undefined && intent === undefined && connectorId === undefined)
        addIssue({ code: 'invalid_type', expected: 'string', path: ['appUrl'], input: undefined });
    }),
  output: connectionView,
  cli: {
    command: 'connection ensure',
    positional: ['[appUrl]'],
    secretsFromStdin: 'input',
    columns: [
      'id',
      'name',
      'state',
      'sandbox',
      'notice',
      'error.message',
      'clientAction.description',
      'clientAction.uiUrl',
    ],
    examples: [
      'porin connection ensure "https://app.example.com/" --json',
      'porin connection ensure example.com --sandbox',
      'echo "$KEY" | porin connection ensure example.com --credentials-stdin',
    ],
    next: 'porin action list --connectionId={id} --intent "what you want to do"',
  },
  run: (ctx, input) => ctx.connections.ensure(ctx.caller, input),
});
