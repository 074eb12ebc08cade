import { type GetPromptResult, ProtocolError, ProtocolErrorCode, type Server } from '@modelcontextprotocol/server';
import { nearestName } from '../../../kernel/issues.ts';
import { pageOf } from '../paging.ts';
import type { Feature } from '../server.ts';
import type { Session } from '../session.ts';
import { connectedApps } from '../tools/catalog.ts';
import { connectApp } from './connect-app.ts';
import { findAction } from './find-action.ts';
import type { PromptDefinition } from './prompt.ts';
import { useApp } from './use-app.ts';

/** prompts/list and prompts/get. */
export const promptsFeature: Feature = {
  family: 'prompts',
  capabilities: { prompts: { listChanged: true } },
  register(server: Server, session: Session) {
    server.setRequestHandler('prompts/list', async ({ params }) => {
      const items = await allPrompts(session);
      const { page, next } = pageOf(session, 'mcp-prompts-cursor', { items, cursor: params?.cursor });
      const prompts = page.map(({ text: _, arguments: args, ...prompt }) => ({
        ...prompt,
        arguments: args.map((one) => ({ ...one })),
      }));
      return { prompts, ...next };
    });
    server.setRequestHandler('prompts/get', ({ params }) => get(session, params.name, params.arguments ?? {}));
  },
};

/** Every prompt of the list, in its order. */
export async function allPrompts({ gateway, caller, surface }: Session): Promise<readonly PromptDefinition[]> {
  const { scopes } = caller;
  const apps = surface.app === undefined ? await connectedApps(gateway, caller) : [surface.app];
  const fixed = [...(scopes.has('connections:manage') ? [connectApp] : []), findAction];
  return scopes.has('actions:read') ? [...fixed, ...apps.map(useApp)] : [];
}

async function get(session: Session, name: string, args: Readonly<Record<string, string>>): Promise<GetPromptResult> {
  const all = await allPrompts(session);
  const prompt =
    all.find((one) => one.name === name) ??
    unknown(
      name,
      all.map((one) => one.name),
      'prompt',
    );
  const known = prompt.arguments.map((one) => one.name);
  for (const given of Object.keys(args))
    if (!known.includes(given)) unknown(given, known, `argument of ${prompt.name}`);
  for (const { name: needed, required } of prompt.arguments) {
    if (required && (args[needed] ?? '').trim() === '')
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${needed}: required by the prompt ${prompt.name}`);
  }
  const { description } = prompt;
  return { description, messages: [{ role: 'user', content: { type: 'text', text: prompt.text(args) } }] };
}

function unknown(name: string, names: readonly string[], what: string): never {
  const nearest = nearestName(name.slice(0, 100), names);
  const meant = nearest === undefined ? `There are ${names.slice(0, 20).join(', ')}` : `Did you mean ${nearest}?`;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown ${what}: ${name.slice(0, 100)}. ${meant}`);
}
