import { z } from 'zod';
import { runRequest } from '../run.ts';
import { answerView } from '../schemas.ts';
import { defineTool } from './define.ts';

export const requestApi = defineTool({
  name: 'request_api',
  title: 'Raw API request',
  description: "Send a raw request to an app's API. Only when no action fits.",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  needs: 'proxy',
  input: z.strictObject({
    app: z.string().optional(),
    connection: z.string().optional(),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']).default('GET'),
    path: z.string().min(1).describe("Below the app's base URL"),
    query: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
    approval: z.string().max(100).optional().describe('apr_…, once a person approved'),
  }),
  output: answerView,
  run: ({ app, connection, approval, ...api }, call) => runRequest(call, api, { app, connection, approval }),
});
