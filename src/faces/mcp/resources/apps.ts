import type { Session } from '../session.ts';
import { accountOf } from '../tools/accounts.ts';
import { connectedApps } from '../tools/catalog.ts';
import { partAfter, type ResourceFamily } from './family.ts';
import { jsonResource } from './json.ts';
import { orNone } from './or-none.ts';

const all = 'porin://apps';
const prefix = `${all}/`;
const mimeType = 'application/json';
const maxApps = 500;
const maxActions = 1_000;

/** `porin://apps` and `porin://apps/{app}`: what can be connected, and what it can do then. */
export const appResources: ResourceFamily = {
  templates: [
    {
      uriTemplate: `${prefix}{app}`,
      name: 'app',
      title: 'An app',
      description: "What it is, the user's accounts of it, and its actions",
      mimeType,
    },
  ],
  async list({ gateway, caller, surface }) {
    const apps = surface.app === undefined ? await connectedApps(gateway, caller) : [surface.app];
    return [
      { uri: all, name: 'apps', title: 'Apps', description: 'What can be connected', mimeType },
      ...apps.map((app) => ({ uri: `${prefix}${app}`, name: app, title: `App: ${app}`, mimeType })),
    ];
  },
  async read(session, uri) {
    if (uri === all) return jsonResource(uri, await allApps(session));
    const id = partAfter(prefix, uri);
    return id === undefined ? undefined : orNone(async () => jsonResource(uri, await oneApp(session, id)));
  },
};

async function allApps({ gateway, caller }: Session) {
  const { items, cursor } = await gateway.apps.list(caller, {}, { limit: maxApps });
  const connected = new Set(await connectedApps(gateway, caller));
  const apps = items.map(({ id, name, description }) => ({ id, name, description, connected: connected.has(id) }));
  const more = cursor === undefined ? {} : { hint: `The first ${maxApps}; search_actions finds others` };
  return { apps, ...more };
}

async function oneApp({ gateway, caller }: Session, id: string) {
  const { name, description, appUri, domains, ...app } = await gateway.apps.get(caller, id);
  const [connections, actions] = await Promise.all([
    gateway.connections.list(caller, { apps: [app.id] }, { limit: maxActions }),
    gateway.actions.list(caller, { app: app.id }, { limit: maxActions }),
  ]);
  return {
    id: app.id,
    ...{ name, description, url: appUri, domains },
    connections: connections.items.map(accountOf),
    actions: actions.items.map((action) => ({ id: action.id, name: action.name, effect: action.effect })),
  };
}
