import type { Collection } from '../../../../sandbox/collection.ts';
import type { Db } from '../collections.ts';
import { type FieldRules, idOf, readChanges, readFields } from './fields.ts';
import { listOf } from './pages.ts';
import { notFound } from './refusal.ts';
import { type Call, get, post, put, type Route, remove } from './route.ts';

/** A document of a resource: its id and its fields as they go over the wire. */
export interface Item extends Readonly<Record<string, unknown>> {
  readonly id: number;
}

/** A resource that is listed, read, made, changed and deleted. What it has no message for, it cannot do. */
export interface Resource {
  readonly path: string;
  /** Name of its id over the wire. */
  readonly id: string;
  readonly of: (db: Db) => Collection<Item>;
  readonly fields: FieldRules;
  readonly messages: {
    readonly list?: string;
    readonly get?: string;
    readonly created?: string;
    readonly updated?: string | ((id: number) => string);
    readonly deleted?: string | ((id: number) => string);
  };
  /** What an answer to a deletion carries; an empty list when absent. */
  readonly deletedData?: unknown;
  readonly notFound: string;
  /** First number of the sequence; 1 when absent. */
  readonly firstId?: number;
  /** Further fields of a new one. */
  readonly added?: (call: Call) => Readonly<Record<string, unknown>>;
  /** Looks at what was read, and may refuse it. */
  readonly check?: (call: Call, fields: Readonly<Record<string, unknown>>) => void;
  /** Fields that are not shown. */
  readonly hidden?: readonly string[];
}

export function showItem({ id: idName, hidden = [] }: Pick<Resource, 'id' | 'hidden'>, { id, ...fields }: Item) {
  const shown = Object.entries(fields).filter(([name]) => !hidden.includes(name));
  return { [idName]: id, ...Object.fromEntries(shown) };
}

/** The item that a path names. Errors: 404 in the resource's words. */
export function itemOf(call: Call, resource: Resource): Item {
  const item = resource.of(call.db).get(idOf(call.params[resource.id]));
  if (item === undefined) throw notFound(resource.notFound);
  return item;
}

/** Makes an item; also for seeding. */
export function createItem(call: Call, resource: Resource): Item {
  const fields = readFields(resource.fields, call.fields);
  resource.check?.(call, fields);
  const id = call.world.store.nextId(`${call.caller.account.id}${resource.path}`, resource.firstId ?? 1);
  return resource.of(call.db).insert({ ...fields, ...resource.added?.(call), id });
}

function said(message: string | ((id: number) => string), id: number): string {
  return typeof message === 'string' ? message : message(id);
}

/** The routes of a resource. */
export function crud(resource: Resource): Route[] {
  const { path, messages } = resource;
  const one = `${path}/:${resource.id}`;
  const routes: Route[] = [];
  const { list, get: got, created, updated, deleted } = messages;
  if (list !== undefined) {
    routes.push(
      get(path, (call) => {
        const data = listOf(call, resource.of(call.db), { show: (item) => showItem(resource, item) });
        return { message: list, data };
      }),
    );
  }
  if (got !== undefined) {
    routes.push(get(one, (call) => ({ message: got, data: showItem(resource, itemOf(call, resource)) })));
  }
  if (created !== undefined) {
    routes.push(post(path, (call) => ({ message: created, data: showItem(resource, createItem(call, resource)) })));
  }
  if (updated !== undefined) routes.push(put(one, (call) => update(call, resource, updated)));
  if (deleted !== undefined) {
    routes.push(
      remove(one, (call) => {
        const { id } = itemOf(call, resource);
        resource.of(call.db).delete(id);
        const data = resource.deletedData === undefined ? [] : resource.deletedData;
        return { message: said(deleted, id), data };
      }),
    );
  }
  return routes;
}

function update(call: Call, resource: Resource, message: string | ((id: number) => string)) {
  const { id, ...before } = itemOf(call, resource);
  const changes = readChanges(resource.fields, call.fields);
  resource.check?.(call, { ...before, ...changes });
  const item = resource.of(call.db).update(id, changes);
  return { message: said(message, id), data: showItem(resource, item) };
}
