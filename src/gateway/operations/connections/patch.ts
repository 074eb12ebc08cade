import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Change a connection: name, key, meta, or its credentials',
  http: 'PATCH /connections/{id}',
  scope: 'connections:manage',
  input: z.object({
    id: z.string().min(1).describe('Connection id or key'),
    name: z.string().min(1).max(200).optional().describe('New name'),
    key: z
      .string()
      .min(1)
      .max(100)
      .nullable()
      .optional()
      .describe('Your own name for it, unique among yours; null clears it'),
    connectionKey: z.string().min(1).max(100).nullable().optional().describe('The same as key, under its other name'),
    meta: z.unknown().optional().describe('Anything of yours that is kept with it'),
    authOptionKey: z.string().optional().describe('Which of the ways to authenticate, when the app has several'),
    input: z
      .union([z.string().min(1), z.record(z.string(), z.string())])
      .optional()
      .describe('Credentials by field name, or one bare secret; checked with the app before they are accepted'),
  }),
  output: connectionView,
  cli: {
    command: 'connection patch',
    positional: ['id'],
    data: '*',
    secretsFromStdin: 'input',
    columns: ['id', 'name', 'state', 'sandbox', 'error.message'],
    examples: [
      'porin connection patch CONNECTION_ID --name "Sales account"',
      'porin connection patch CONNECTION_ID --credentials-stdin < key.txt',
    ],
  },
  run: (ctx, { id, connectionKey, ...edit }) =>
    ctx.connections.patch(ctx.caller, id, { ...edit, key: edit.key === undefined ? connectionKey : edit.key }),
});
