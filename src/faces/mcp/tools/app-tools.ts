import { hash } from 'node:crypto';
import { z } from 'zod';
import { toolNameOf } from '../../../kernel/action.ts';
import type { JsonSchema } from '../../../kernel/json-schema.ts';
import { toJsonSchema } from '../../../kernel/json-schema.ts';
import type { ActionView } from '../../../kernel/ports/gateway.ts';
import { argumentsOf } from './arguments.ts';
import { runAction } from './run.ts';
import { answerSchema, isRecord } from './schemas.ts';
import type { Tool } from './tool.ts';

const maxNameChars = 64;

/** What tools of apps take beside the action's own input. */
const common = {
  connection: z
    .string()
    .optional()
    .describe('Account: id, key or name from list_connections; needed when there are several'),
  fields: z.string().array().optional().describe('Answer with these members alone, as dot paths: items.id'),
  max_bytes: z.int().min(1_000).max(100_000).optional().describe('Longest answer'),
};
const writing = {
  idempotency_key: z.string().max(255).optional().describe('Your name for this call: repeated, it happens once'),
  dry_run: z.boolean().optional().describe('Show the request without sending it'),
};
const reading = z.object(common);
const changing = z.object({ ...common, ...writing });

/** Tool names by action id: unique, and the same whatever else there is unless two actions want the same name. */
export function toolNamesOf(actions: readonly ActionView[], taken: ReadonlySet<string>): ReadonlyMap<string, string> {
  const used = new Set(taken);
  const names = new Map<string, string>();
  // A connector's own names are published, so that saved ones step aside.
  const inOrder = [...actions].sort((a, b) => Number(b.isPublic) - Number(a.isPublic));
  for (const action of inOrder) {
    const wanted = wantedName(action);
    const name = used.has(wanted) ? withMark(wanted, action.id) : wanted;
    used.add(name);
    names.set(action.id, name);
  }
  return names;
}

function wantedName({ id, key, toolName, externalAppId = 'porin' }: ActionView): string {
  const name = (toolName ?? toolNameOf(externalAppId, key, {})).replace(/[^A-Za-z0-9_-]/g, '_');
  return name.length <= maxNameChars ? name : withMark(name, id);
}

/** Cut, with what tells it from all others. */
function withMark(name: string, id: string): string {
  return `${name.slice(0, maxNameChars - 7)}_${hash('sha256', id).slice(0, 6)}`;
}

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
  const extra = effect === 'read' ? reading : changing;
  const { schema, names, isNested } = inputSchemaOf(action.inputSchema, extra);
  return {
    name,
    title: action.name,
    description: descriptionOf(action),
    inputSchema: schema,
    outputSchema: answerSchema(action.outputSchema),
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
      } = argumentsOf(name, changing, given);
      const input = isNested ? (own['input'] ?? {}) : own;
      return runAction(call, { action, input, connection, idempotencyKey, dryRun, fields, maxBytes });
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
