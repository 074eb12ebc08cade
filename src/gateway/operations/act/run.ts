import { z } from 'zod';
import { placeNamed, placeNames } from '../../../kernel/action-names.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { runAnswerView } from '../../../kernel/views.ts';

const inlineRequest = z.object({
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']).describe('HTTP method'),
  path: z.string().optional().describe("Path below the app's base URL"),
  url: z.string().optional().describe('The same as path'),
  query: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('Query parameters'),
  headers: z.record(z.string(), z.string()).optional().describe('Further headers'),
  body: z.unknown().optional().describe('JSON body'),
  data: z.unknown().optional().describe('The same as body'),
});

export default defineOperation({
  summary: 'Run an action by id or key, or one raw API request, with a run record',
  http: 'POST /act',
  scope: 'actions:read',
  input: z.strictObject({
    id: z.string().min(1).optional().describe('Action id'),
    key: z.string().min(1).optional().describe('Action key'),
    api: inlineRequest.optional().describe('A raw API request in place of an action'),
    ...placeNames,
    input: z.unknown().optional().describe("The action's input"),
    dryRun: z.boolean().optional().describe('Show the request that would be sent, without sending it'),
    meta: z.unknown().optional().describe('Accepted for compatibility'),
  }),
  output: runAnswerView,
  cli: {
    command: 'act',
    examples: [
      'porin act --key get-conference --connectionId CONNECTION_ID --input \'{"room_id": 10001}\'',
      'porin act --connectionId CONNECTION_ID --api \'{"method":"GET","path":"/ping"}\'',
    ],
  },
  async run(ctx, { id, key, api, input, dryRun, meta: _, ...names }) {
    const given = [id, key, api].filter((selector) => selector !== undefined).length;
    if (given !== 1)
      throw new PorinError('bad_request', `Exactly one of id, key and api selects what runs; ${given} were given`, {
        hint: 'Give one of --id, --key and --api: porin act --key ACTION_KEY --input JSON; porin action list --intent TEXT finds the key',
      });
    const path = api?.path ?? api?.url;
    if (api && path === undefined) throw new PorinError('bad_request', 'api.path: required, expected string');
    return ctx.runs.run(
      ctx.caller,
      {
        action: id ?? key,
        api:
          api && path !== undefined
            ? { method: api.method, path, query: api.query, headers: api.headers, body: api.body ?? api.data }
            : undefined,
        input,
        dryRun,
        ...(await placeNamed(ctx, names)),
      },
      ctx,
    );
  },
});
