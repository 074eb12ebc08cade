import { z } from 'zod';
import { approvable, placeNamed, placeNames, repeatable, repeatableHeaders } from '../../../kernel/action-names.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { defineOperation } from '../../../kernel/operation.ts';
import { runAnswerView } from '../../../kernel/views.ts';
import { actionScope } from '../../../kernel/views-actions.ts';

const inlineRequest = z.strictObject({
  method: z
    .string()
    .toUpperCase()
    .pipe(z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']))
    .default('GET')
    .describe('HTTP method, GET when absent'),
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
  summary: 'Run an action by id or key, one raw API request, or code, with a run record',
  http: 'POST /act',
  scope: 'actions:read',
  headers: repeatableHeaders,
  input: z.strictObject({
    id: z.string().optional().describe('Action id'),
    key: z.string().min(1).optional().describe('Action key'),
    type: z
      .string()
      .optional()
      .describe(
        'As the record of a run has it, which is taken as it is: with it, `id` says which action, and `key` only names it',
      ),
    name: z.string().optional().describe('As the record of a run has it; not looked at'),
    api: inlineRequest.optional().describe('A raw API request in place of an action'),
    code: z
      .string()
      .min(1)
      .max(200_000)
      .optional()
      .describe(
        'JavaScript in place of an action: module.exports = async ({ input, membrane }) => membrane.api({ method, path }), which gives the body of the answer',
      ),
    ...placeNames,
    layer: actionScope.layer,
    instanceKey: actionScope.instanceKey,
    input: z.unknown().optional().describe("The action's input"),
    dryRun: z.boolean().optional().describe('Show the request that would be sent, without sending it'),
    meta: z.unknown().optional().describe('Your own notes, kept with the run'),
    ...approvable,
    ...repeatable,
  }),
  output: runAnswerView,
  cli: {
    command: 'act',
    examples: [
      'porin act --key get-conference --connectionId CONNECTION_ID --input \'{"room_id": 10001}\'',
      'porin act --connectionId CONNECTION_ID --api \'{"method":"GET","path":"/ping"}\'',
      'porin act --connectionId CONNECTION_ID --code @report.js --input \'{"month": 5}\'',
    ],
  },
  async run(ctx, { id: named, key: called, type, name: _, api, code, ...rest }) {
    const id = named === '' ? undefined : named;
    const key = type !== undefined && id !== undefined ? undefined : called;
    const given = [id, key, api, code].filter((selector) => selector !== undefined).length;
    if (given !== 1)
      throw new PorinError(
        'bad_request',
        `Exactly one of id, key, api and code selects what runs; ${given} were given`,
        {
          hint: 'Give one of --id, --key, --api and --code: porin act --key ACTION_KEY --input JSON; porin action list --intent TEXT finds the key',
        },
      );
    const { connectionId, connectionKey, integrationId, integrationKey, approval, ...asked } = rest;
    const place = await placeNamed(ctx, { connectionId, connectionKey, integrationId, integrationKey });
    return ctx.runs.run(
      ctx.caller,
      { ...asked, ...place, approvalId: approval, action: id ?? key, api: api && requestOf(api), code },
      ctx,
    );
  },
});

function requestOf({ path, url, body, data, ...api }: z.output<typeof inlineRequest>) {
  const address = path ?? url;
  if (address === undefined) throw new PorinError('bad_request', 'api.path: required, expected string');
  return { ...api, path: address, body: body === undefined ? data : body };
}
