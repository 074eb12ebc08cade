import { isPorinError } from '../../../kernel/errors.ts';
import { defaultDataDir, listRunning } from '../../../platform/config/running.ts';
import type { Client } from '../../client/client.ts';
import type { CliContext } from '../context.ts';
import { recordOf } from '../flags.ts';
import type { Ready } from './up.ts';

/** A connection to a sandbox that is ready to be tried. */
export interface Demo {
  readonly connectionId: string;
  readonly name: string;
  readonly state: string;
  /** Key of an action that changes nothing and needs no input. */
  readonly actionKey: string | undefined;
}

/**
 * Connects the sandbox that the tour is about, so that the first commands work as they are printed; only where new connections lead to
 * sandboxes anyway. Undefined where they do not, or when it fails: a gateway without a demo is still a gateway.
 */
export async function prepareDemo(context: CliContext, ready: Ready): Promise<Demo | undefined> {
  const running = listRunning(context.io.env).find(({ pid }) => pid === ready.pid);
  if (Object.keys(ready.sandboxes).length === 0 || !running) return undefined;
  try {
    const client = context.client(running);
    const { apps } = await client.call('system.status', {});
    return apps === 'sandbox' ? await connect(client, await fittingApp(client, ready)) : undefined;
  } catch (error) {
    if (!isPorinError(error)) throw error;
    context.out.warn(`no sandbox connection was made: ${error.message}`);
    return undefined;
  }
}

/** What the tour looks for. */
const intent = 'schedule a webinar';

/** The app whose action fits the tour's intent best; the first one when none does. */
async function fittingApp(client: Client, { sandboxes }: Ready): Promise<string> {
  const [first = ''] = Object.keys(sandboxes);
  const { items } = await client.call('actions.list', { intent, limit: 1 });
  const best = items[0]?.externalAppId;
  return best !== undefined && Object.hasOwn(sandboxes, best) ? best : first;
}

async function connect(client: Client, app: string): Promise<Demo> {
  const known = await client.call('apps.list', {});
  const { appUri } = known.items.find(({ key }) => key === app) ?? { appUri: app };
  const { id, name, state } = await client.call('connections.ensure', { appUrl: appUri, sandbox: true });
  const { items } = await client.call('actions.list', { connectionId: id });
  const easy = items.find(({ key, effect, inputSchema }) => {
    const required = recordOf(inputSchema)['required'];
    return effect === 'read' && key.startsWith('list-') && (!Array.isArray(required) || required.length === 0);
  });
  return { connectionId: id, name, state, actionKey: easy?.key };
}

/** What a later command needs to find this gateway and no other: nothing for the default one. */
export function addressOf(ready: Ready, env: Readonly<Record<string, string | undefined>>): string {
  return ready.dataDir === defaultDataDir(env) ? '' : ` --data-dir=${ready.dataDir}`;
}

/** Three commands that work as they stand on what was just started. */
export function tourOf(ready: Ready, demo: Demo | undefined, program: string): string[] {
  const [app] = Object.keys(ready.sandboxes);
  if (demo) {
    const { connectionId, actionKey } = demo;
    return [
      `${program} action list --connectionId=${connectionId} --intent "${intent}"`,
      ...(actionKey === undefined ? [] : [`${program} action run ${actionKey} --connectionId=${connectionId}`]),
      `${program} sandbox requests`,
    ];
  }
  if (app === undefined) return [`${program} external-app list`, `${program} connection list`, `${program} status`];
  return [
    `${program} connection ensure ${app} --sandbox`,
    `${program} action list --app ${app}`,
    `${program} sandbox requests`,
  ];
}
