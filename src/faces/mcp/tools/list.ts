import {
  type ListToolsResult,
  ProtocolError,
  ProtocolErrorCode,
  type Tool as WireTool,
} from '@modelcontextprotocol/server';
import type { Session } from '../session.ts';
import { metaTools } from './meta/meta.ts';
import { portable } from './portable.ts';
import type { Tool } from './tool.ts';

const maxTools = 60;
const maxTokens = 15_000;
/** Of schemas and descriptions, as tokenizers cut them on average. */
const charsPerToken = 3.6;
const pageSize = 100;
const purpose = 'mcp-tools-cursor';

const wires = new WeakMap<Tool, WireTool>();
const sizes = new WeakMap<Tool, number>();

/** A page of the tools that the surface offers. Errors: -32602 for a cursor that this list did not give. */
export async function listTools(session: Session, cursor: string | undefined): Promise<ListToolsResult> {
  const tools = await offered(session);
  const start = cursor === undefined ? 0 : positionOf(session, tools, cursor);
  const page = tools.slice(start, start + pageSize);
  const last = page.at(-1);
  const hasMore = last !== undefined && start + pageSize < tools.length;
  return {
    tools: page.map((tool) => ({ ...wireOf(tool), icons: iconsOf(session, tool) })),
    ...(hasMore ? { nextCursor: session.signatures.sign(purpose, `${scopeOf(session)}\n${last.name}`) } : {}),
  };
}

/** The tools as this token at this address sees them. */
export async function offered(session: Session): Promise<readonly Tool[]> {
  const { caller, surface } = session;
  const all = await session.tools.all(session);
  const usable = all.filter(({ needs }) => needs === undefined || caller.scopes.has(needs));
  const fixed = usable.filter((tool) => metaTools.includes(tool));
  if (surface.mode === 'meta') return fixed;
  if (surface.mode === 'all' || surface.app !== undefined || surface.tools !== undefined) return usable;
  return fitsBudget(usable) ? usable : fixed;
}

function fitsBudget(tools: readonly Tool[]): boolean {
  return tools.length <= maxTools && tools.reduce((sum, tool) => sum + tokensOf(tool), 0) <= maxTokens;
}

/** About how many tokens a tool takes of a model's context. */
export function tokensOf(tool: Tool): number {
  const known = sizes.get(tool);
  if (known !== undefined) return known;
  const { name, description, inputSchema } = tool;
  const size = Math.ceil(JSON.stringify({ name, description, inputSchema }).length / charsPerToken);
  sizes.set(tool, size);
  return size;
}

function wireOf(tool: Tool): WireTool {
  const known = wires.get(tool);
  if (known) return known;
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  const wire = {
    name,
    title,
    description,
    inputSchema: portable(inputSchema),
    outputSchema: portable(outputSchema),
    annotations: { ...annotations },
  } as WireTool; // Schemas are data here; that they are objects is what tests of every tool check.
  wires.set(tool, wire);
  return wire;
}

/** On our own origin: a host that shows it tells nobody else. */
function iconsOf({ publicUrl }: Session, { app }: Tool): NonNullable<WireTool['icons']> {
  return [{ src: `${publicUrl()}/assets/icons/${app ?? 'porin'}.svg` }];
}

/** What a cursor belongs to: another address or token has another list. */
function scopeOf({ caller, surface }: Session): string {
  return JSON.stringify([caller.tenantId, surface.app, surface.mode, surface.tools]);
}

function positionOf(session: Session, tools: readonly Tool[], cursor: string): number {
  const [scope, name] = session.signatures.open(purpose, cursor)?.split('\n') ?? [];
  const at = scope === scopeOf(session) ? tools.findIndex((tool) => tool.name === name) : -1;
  if (at >= 0) return at + 1;
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    'Invalid cursor: this list did not give it, or has changed since. Begin again without one',
  );
}
