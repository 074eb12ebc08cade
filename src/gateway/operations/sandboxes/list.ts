import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';
import { sandboxView } from '../../../kernel/views.ts';

export default defineOperation({
  summary: 'List the sandboxes of this machine, with their addresses and credentials',
  http: 'GET /sandboxes',
  scope: 'actions:read',
  input: z.object({}),
  output: z.object({ items: z.array(sandboxView) }),
  run: ({ caller, sandboxes }) => ({
    items: sandboxes
      .list()
      // Whoever steers a sandbox changes it for every tenant.
      .map((sandbox) => (caller.isOwner ? sandbox : { ...sandbox, controlUrl: undefined, controlToken: undefined })),
  }),
});
