import { parsedJson, textOf } from '../http/json.ts';
import { Refusal, type Reply, success } from '../http/reply.ts';
import { type Call, type Fields, fieldsOf, isFields, type Route } from '../http/route.ts';
import { eventsOf } from '../log/event-log.ts';
import { projectOf } from '../project.ts';
import { queryOf, refuseFuture } from '../queries/query.ts';
import { cursorOf, delay, type Place, placeOf } from './cursor.ts';
import { eventPage, profilePage } from './pages.ts';

const usualBatch = 10;
const largestBatch = 50_000;
const oddStep = 23;
/** What a batch below the step gives, as it was seen. */
const oddBatch = 989;
const parts = ['app', 'events', 'profile'];

/** An export in both protocols: a POST (or a GET with `query`) gives a cursor, and each page the next one. */
function exportRoute(kind: Place['kind']): Route {
  const handler = (call: Call): Reply => (call.query.has('cursor') ? nextPage(call, kind) : begun(call, kind));
  return { path: `${kind}.json`, methods: { GET: handler, POST: handler } };
}

export const exportRoutes: readonly Route[] = [exportRoute('events'), exportRoute('profiles')];

function begun(call: Call, kind: Place['kind']): Reply {
  const { world, query: given } = call;
  const fields = given.has('query') ? parsedQuery(given.get('query') ?? '') : fieldsOf(call);
  if (Object.keys(fields).length === 0) throw new Refusal('Incorrect Usage', { code: 3 });
  const name = fields['event_name'];
  if (kind === 'events' && /^Notification (Sent|Viewed|Clicked)$/.test(textOf(name))) {
    throw new Refusal('Export not allowed for this event', { status: 400 });
  }
  const query = queryOf(world, fields);
  refuseFuture(world, fields);
  const now = world.clock.now();
  const place: Place = {
    kind,
    query: fields,
    batchSize: batchSizeOf(call),
    start: 0,
    until: eventsOf(world).size(query.event),
    without: parts.filter((part) => given.get(part) === 'false'),
    begunAt: now,
    issuedAt: now,
  };
  return success({ cursor: cursorOf(world, place) });
}

function nextPage({ world, rawQuery }: Call, kind: Place['kind']): Reply {
  const place = placeOf(world, rawQuery, kind);
  delay(world, JSON.stringify(place));
  const query = queryOf(world, place.query);
  const { records, next } = (kind === 'events' ? eventPage : profilePage)(world, query, place);
  return success({
    ...(next === undefined
      ? {}
      : { next_cursor: cursorOf(world, { ...place, start: next, issuedAt: world.clock.now() }) }),
    ...(records.length === 0 ? {} : { records }),
  });
}

function parsedQuery(text: string): Fields {
  const query = parsedJson(text, 'query');
  if (isFields(query)) return query;
  throw new Refusal('Malformed request. Expected a JSON object', { status: 400 });
}

function batchSizeOf({ world, query }: Call): number {
  const asked = Number(query.get('batch_size') ?? usualBatch);
  if (!Number.isInteger(asked) || asked < 1) throw new Refusal('Invalid batch_size');
  const size = Math.min(asked, largestBatch);
  if (!projectOf(world).oddPages) return size;
  return size < oddStep ? oddBatch : size - (size % oddStep);
}
