import { isPorinError } from '../../../../kernel/errors.ts';
import { type Client, readJson } from '../../../client/client.ts';
import { recordOf } from '../../flags.ts';
import {
  type ElementPlace,
  folderOf,
  isFileName,
  type LocalElement,
  type RemoteElement,
  type Spec,
} from './element.ts';
import { actionMembers, integrationMembers } from './members.ts';

type View = Readonly<Record<string, unknown>>;

const pageSize = 1000;
const pagesAtMost = 100;

/** Calls the gateway as a manager. Errors: the gateway's. */
export async function ask(client: Client, route: string, { body, seen }: Sent = {}): Promise<unknown> {
  const [method = '', path = ''] = route.split(' ');
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(seen === undefined ? {} : { 'if-match': `"${seen}"` }),
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return readJson(await client.raw({ method, path, scope: 'manager', headers, ...sent }));
}

interface Sent {
  readonly body?: unknown;
  /** The revision that is to be changed. */
  readonly seen?: string | undefined;
}

/** What a workspace has, the keys that no file can be named after, and the instances of actions, which have no files. */
export interface Remote {
  readonly elements: ReadonlyMap<string, RemoteElement>;
  readonly unnameable: readonly string[];
  readonly instances: readonly string[];
}

/** Everything of the workspace that has files. */
export async function readRemote(client: Client): Promise<Remote> {
  const [integrations, ...layers] = await Promise.all([
    listAll(client, '/integrations?connectors=true'),
    listAll(client, '/actions?layer=universal'),
    listAll(client, '/actions?layer=integration'),
  ]);
  const keyById = new Map(integrations.map((view) => [String(view['id']), String(view['key'])]));
  const found = [
    ...integrations.filter(isChanged).map(integrationElement),
    ...(await Promise.all(
      layers
        .flat()
        .filter(isSaved)
        .map((view) => actionElement(client, view, keyById)),
    )),
  ];
  const { elements, unnameable } = named(found);
  const instances = layers
    .flat()
    .filter(({ instanceKey, archivedAt }) => instanceKey !== undefined && archivedAt === undefined);
  return {
    elements,
    unnameable,
    instances: instances.map(({ key, instanceKey }) => `${String(key)} (${String(instanceKey)})`),
  };
}

/** By folder. Of keys that are one file name where upper and lower case are the same, one has files. */
function named(found: readonly RemoteElement[]): Pick<Remote, 'elements' | 'unnameable'> {
  const elements = new Map<string, RemoteElement>();
  const taken = new Set<string>();
  const unnameable: string[] = [];
  for (const element of found) {
    const { key, integration = 'x' } = element.place;
    const folder = folderOf(element.place);
    const name = folder.toLowerCase();
    if (!isFileName(key) || !isFileName(integration) || taken.has(name)) unnameable.push(key);
    else elements.set(folder, element);
    taken.add(name);
  }
  return { elements, unnameable };
}

async function listAll(client: Client, path: string): Promise<View[]> {
  const views: View[] = [];
  let cursor: unknown;
  for (let page = 0; page < pagesAtMost; page++) {
    const from = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const answer = recordOf(await ask(client, `GET ${path}&limit=${pageSize}${from}`));
    views.push(...(Array.isArray(answer['items']) ? answer['items'].map(recordOf) : []));
    cursor = answer['cursor'];
    if (typeof cursor !== 'string' || cursor === '') break;
  }
  return views;
}

/** An app's own integration has files once somebody changed it: it is stored then. */
function isChanged(view: View): boolean {
  return typeof view['id'] === 'string' && view['createdAt'] !== undefined && view['archivedAt'] === undefined;
}

function isSaved({ id, layer, isPublic, archivedAt, instanceKey }: View): boolean {
  const isOurs = isPublic !== true && archivedAt === undefined && instanceKey === undefined;
  return (
    isOurs && typeof id === 'string' && id.startsWith('act_') && (layer === 'universal' || layer === 'integration')
  );
}

function integrationElement(view: View): RemoteElement {
  const { id, key, externalAppId } = view;
  const place = { kind: 'integration', key: String(key) } as const;
  return {
    place,
    id: String(id),
    revision: revisionOf(view),
    spec: integrationSpec(view),
    isAppsOwn: id === externalAppId,
  };
}

async function actionElement(client: Client, view: View, keyById: ReadonlyMap<string, string>): Promise<RemoteElement> {
  const id = String(view['id']);
  // Lists leave out what is long.
  const whole =
    view['config'] === undefined ? recordOf(await ask(client, `GET /actions/${encodeURIComponent(id)}`)) : view;
  const integrationId = typeof view['integrationId'] === 'string' ? view['integrationId'] : undefined;
  const integration =
    view['layer'] === 'integration' && integrationId !== undefined
      ? (keyById.get(integrationId) ?? integrationId)
      : undefined;
  const place: ElementPlace = {
    kind: 'action',
    key: String(view['key']),
    ...(integration === undefined ? {} : { integration }),
  };
  return { place, id, revision: revisionOf(whole), spec: actionSpec(whole, place), isAppsOwn: false };
}

function revisionOf({ revision }: View): string | undefined {
  return typeof revision === 'string' ? revision : undefined;
}

function integrationSpec(view: View): Spec {
  return picked(view, integrationMembers);
}

function actionSpec(view: View, { integration }: ElementPlace): Spec {
  const { parentId, externalAppId } = view;
  return picked(
    {
      ...view,
      // Ids of one gateway mean nothing on another.
      parentId: typeof parentId === 'string' && !parentId.startsWith('act_') ? parentId : undefined,
      // An integration's action works on its app.
      externalAppId: integration === undefined ? externalAppId : undefined,
      isDeactivated: view['isDeactivated'] === true ? true : undefined,
    },
    actionMembers,
  );
}

function picked(view: View, names: readonly string[]): Spec {
  const members = names.flatMap((name) => (isEmpty(view[name]) ? [] : [[name, view[name]] as const]));
  return Object.fromEntries(members);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

/** Makes an element on the gateway, and gives what it is there. Errors: the gateway's. */
export async function create(client: Client, { place, spec }: LocalElement): Promise<Spec> {
  if (place.kind === 'action') {
    const owner = place.integration === undefined ? {} : { integrationId: place.integration };
    return actionSpec(
      recordOf(await ask(client, 'POST /actions', { body: { ...spec, ...owner, key: place.key } })),
      place,
    );
  }
  const own = await appsOwn(client, place.key);
  if (own) return update(client, own, { place, spec });
  return integrationSpec(recordOf(await ask(client, 'POST /integrations', { body: { ...spec, key: place.key } })));
}

/** An app's own integration, which is there before anybody changes it. */
async function appsOwn(client: Client, key: string): Promise<RemoteElement | undefined> {
  try {
    const view = recordOf(await ask(client, `GET /integrations/${encodeURIComponent(key)}`));
    return view['id'] === view['externalAppId'] && view['archivedAt'] === undefined
      ? integrationElement(view)
      : undefined;
  } catch (error) {
    if (isPorinError(error) && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Makes an element on the gateway as its files say, and gives what it is there. Errors: the gateway's. */
export async function update(client: Client, there: RemoteElement, { place, spec }: LocalElement): Promise<Spec> {
  const path = `/${place.kind}s/${encodeURIComponent(there.id)}`;
  const seen = there.revision;
  if (place.kind === 'action') {
    const { parentId: _, externalAppId: __, ...edit } = spec;
    return actionSpec(recordOf(await ask(client, `PUT ${path}`, { body: { ...edit, key: place.key }, seen })), place);
  }
  const { externalAppId: _, ...edit } = spec;
  const parameters = changedParameters(recordOf(there.spec['parameters']), recordOf(spec['parameters']));
  const cleared = { description: null, meta: null, optionsConfig: {} };
  const body = { ...cleared, ...edit, ...(parameters ? { parameters } : {}) };
  const view = await ask(client, `PATCH ${path}`, { body, seen });
  return integrationSpec(recordOf(view));
}

/** Parameters are changed one by one; null takes one away. */
function changedParameters(before: Spec, after: Spec): Spec | undefined {
  const gone = Object.keys(before).filter((name) => !(name in after));
  const changes = { ...Object.fromEntries(gone.map((name) => [name, null])), ...after };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/** Archives an element. Errors: the gateway's. */
export async function archive(client: Client, { place, id, revision }: RemoteElement): Promise<void> {
  await ask(client, `DELETE /${place.kind}s/${encodeURIComponent(id)}`, { seen: revision });
}
