import { z } from 'zod';
import { defineOperation } from '../../../kernel/operation.ts';

export default defineOperation({
  summary: 'Show what is running',
  http: 'GET /system',
  scope: 'owner',
  input: z.object({}),
  output: z.object({
    version: z.string(),
    uptimeMs: z.number(),
    dataDir: z.string(),
    database: z.enum(['sqlite', 'postgres']),
    apps: z.enum(['live', 'sandbox']).describe('Where new connections of known apps go'),
    confirmActions: z.string().describe('Runs that the user of an agent confirms (MCP)'),
    approveActions: z.string().describe('Runs that a person approves on a page, whoever asks'),
  }),
  run: (ctx) => ctx.system.info(),
});
