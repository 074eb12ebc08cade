import { accountOf } from '../tools/accounts.ts';
import { partAfter, type ResourceFamily } from './family.ts';
import { jsonResource } from './json.ts';
import { orNone } from './or-none.ts';

export const connectionsUri = 'porin://connections';
const prefix = `${connectionsUri}/`;
const mimeType = 'application/json';
const maxListed = 500;

/** `porin://connections` and one by one: the user's accounts, without credentials. */
export const connectionResources: ResourceFamily = {
  templates: [
    {
      uriTemplate: `${prefix}{connection}`,
      name: 'connection',
      title: 'A connection',
      description: 'By id or key',
      mimeType,
    },
  ],
  list: async () => [
    {
      uri: connectionsUri,
      name: 'connections',
      title: 'Connections',
      description: "The user's connected accounts",
      mimeType,
    },
  ],
  async read({ gateway, caller, surface }, uri) {
    if (uri === connectionsUri) {
      const filter = surface.app === undefined ? {} : { apps: [surface.app] };
      const { items, cursor } = await gateway.connections.list(caller, filter, { limit: maxListed });
      const more = cursor === undefined ? {} : { hint: `The newest ${maxListed}` };
      return jsonResource(uri, { connections: items.map(accountOf), ...more });
    }
    const selector = partAfter(prefix, uri);
    if (selector === undefined) return undefined;
    return orNone(async () => jsonResource(uri, accountOf(await gateway.connections.get(caller, selector))));
  },
};
