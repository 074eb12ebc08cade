import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { connectionEdit, connectionView, readConnectionEdit } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'Change a connection: name, key, meta, its credentials, or what it asks for',
  description:
    'What the clientAction asks for is answered with input: {"app": "…"} when several apps are meant, {"baseUrl": "…", "auth": "…"} or {"openapi": "…"} when it has to be known how one talks to the app.',
  http: 'PATCH /connections/{id}',
  scope: 'connections:manage',
  input: z.object({ id: z.string().min(1).describe('Connection id or key, or its app'), ...connectionEdit }),
  output: connectionView,
  cli: {
    command: 'connection patch',
    positional: ['id'],
    data: '*',
    secretsFromStdin: 'input',
    columns: ['id', 'name', 'state', 'sandbox', 'notice', 'error.message'],
    examples: [
      'porin connection patch CONNECTION_ID --name "Sales account"',
      'porin connection patch CONNECTION_ID --credentials-stdin < key.txt',
      `porin connection patch CONNECTION_ID --data '{"input": {"baseUrl": "https://api.example.com", "auth": "bearer"}}'`,
    ],
  },
  run: (ctx, { id, ...edit }) => ctx.connections.patch(ctx.caller, id, readConnectionEdit(edit)),
});
