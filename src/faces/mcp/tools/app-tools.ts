import { z } from 'zod';
import type { JsonSchema } from '../../../kernel/json-schema.ts';
import { toJsonSchema } from '../../../kernel/json-schema.ts';
import type { ActionView } from '../../../kernel/ports/gateway.ts';
import { argumentsOf } from './arguments.ts';
import { runAction } from './run.ts';
import { answerSchema, forModels, isRecord } from './schemas.ts';
import type { Tool } from './tool.ts';

/** What tools of apps take beside the action's own input. */
const common = {
  connection: z.string().optional().describe('Account, when there are several'),
  fields: z.array(z.string()).optional().describe('Only these members: items.id'),
  max_bytes: z.int().min(1_000).max(100_000).optional(),
};
const writing = {
  idempotency_key: z.string().max(255).optional().describe('Repeated, it runs once'),
  dry_run: z.boolean().optional().describe('Show the request, do not send it'),
  approval: z.string().max(100).optional().describe('apr_…, once a person approved'),
};
const reading = z.object(common);
const changing = z.object({ ...common, ...writing });

const made = new WeakMap<
  JsonSchema,
  { readonly id: string; readonly name: string; readonly revision: string | undefined; readonly tool: Tool }
>();

/** An action as a tool of its own. */
export function appTool(action: ActionView, name: string): Tool {
  // A connector's own schemas are the same objects for ever, so its tools are made once for all tenants.
  const before = made.get(action.inputSchema);
  if (before?.id === action.id && before.name === name && before.revision === action.revision) return before.tool;
  const tool = makeTool(action, name);
  made.set(action.inputSchema, { id: action.id, name, revision: action.revision, tool });
  return tool;
}

function makeTool(action: ActionView, name: string): Tool {
  const { effect } = action;
  // What tenants save says of itself what it likes, so that even its reading may have to be confirmed.
  const isHarmless = effect === 'read' && !action.isCharged && !action.id.startsWith('act_');
  const extra = isHarmless ? reading : changing;
  const { schema, names, isNested } = inputSchemaOf(forModels(action.inputSchema), extra);
  return {
    name,
    title: action.name,
    ...(action.externalAppId === undefined ? {} : { app: action.externalAppId }),
    description: descriptionOf(action),
    inputSchema: schema,
    outputSchema: answerSchema(action),
    annotations: {
      readOnlyHint: effect === 'read',
      destructiveHint: effect === 'destroy',
      idempotentHint: effect === 'read',
      openWorldHint: true,
    },
    ...(effect === 'read' || action.previewInput !== undefined ? {} : { needs: 'actions:write' as const }),
    call(args, call) {
      const { own, given } = split(args, names);
      const {
        connection,
        idempotency_key: idempotencyKey,
        dry_run: dryRun,
        fields,
        max_bytes: maxBytes,
        approval,
      } = argumentsOf(name, changing, given);
      const input = isNested ? (own['input'] ?? {}) : own;
      return runAction(call, { action, input, connection, idempotencyKey, dryRun, fields, maxBytes, approval });
    },
  };
}

function descriptionOf({ description, effect, isCharged }: ActionView): string {
  const cost = isCharged ? ' The app charges for each run.' : '';
  const harm = effect === 'destroy' ? ' Cannot be undone.' : '';
  return `${description}${cost}${harm}`;
}

/** The action's own input with what every tool takes beside it, under names that the input has not. */
function inputSchemaOf(own: JsonSchema, extra: z.ZodObject) {
  const isNested = own['type'] !== 'object' || ['anyOf', 'oneOf', 'allOf', '$ref'].some((word) => word in own);
  const { $defs, ...rest } = own;
  const definitions = $defs === undefined ? {} : { $defs };
  const properties = isNested ? { input: rest } : isRecord(own['properties']) ? own['properties'] : {};
  const added = toJsonSchema(extra, 'input')['properties'];
  const names = new Map<string, string>();
  const further: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(isRecord(added) ? added : {})) {
    const free = Object.hasOwn(properties, name) ? `porin_${name}` : name;
    names.set(free, name);
    further[free] = schema;
  }
  const base = isNested ? { type: 'object', required: ['input'] } : rest;
  const schema: JsonSchema = { ...base, ...definitions, properties: { ...properties, ...further } };
  return { schema, names, isNested };
}

/** What is the action's and what is ours. */
function split(args: Readonly<Record<string, unknown>>, names: ReadonlyMap<string, string>) {
  const own: Record<string, unknown> = {};
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(args)) {
    const ours = names.get(name);
    if (ours === undefined) own[name] = value;
    else given[ours] = value;
  }
  return { own, given };
}
