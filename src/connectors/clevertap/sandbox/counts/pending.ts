import type { World } from '../../../../sandbox/definition.ts';
import { Refusal, type Reply, success } from '../http/reply.ts';
import { type Call, type Fields, fieldsOf, type Route } from '../http/route.ts';
import { projectOf } from '../project.ts';

/** What somebody asked for, to be fetched by its number. */
interface Pending {
  readonly id: string;
  readonly path: string;
  readonly answer: Fields;
  /** How often it was asked for since. */
  readonly asked: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

const keptMs = 24 * 3_600_000;

/** An endpoint that answers at once or, where the project is set so, gives a number to ask again with. */
export function countRoute(path: string, count: (world: World, fields: Fields) => Fields): Route {
  const handler = (call: Call): Reply => {
    const { world, query } = call;
    const asked = query.get('req_id');
    if (asked !== null) return fetched(world, path, asked);
    const answer = count(world, fieldsOf(call));
    return projectOf(world).partialCounts ? kept(world, path, answer) : success(answer);
  };
  return { path, methods: { POST: handler, GET: (call) => (call.query.has('req_id') ? handler(call) : refuseGet()) } };
}

function refuseGet(): never {
  throw new Refusal('Method Not Allowed', { code: 405, status: 405 });
}

const pendingOf = ({ store }: World) => store.collection<Pending>('pending_counts');

function kept(world: World, path: string, answer: Fields): Reply {
  // Longer than what a number of JavaScript holds, as the real ones are.
  const id = `${world.random.int(1, 9)}${world.random.text('0123456789', 18)}`;
  pendingOf(world).insert({ id, path, answer, asked: 0, createdAt: world.clock.now() });
  return { status: 200, body: { status: 'partial', req_id: id } };
}

function fetched(world: World, path: string, id: string): Reply {
  const pending = pendingOf(world).get(id);
  if (pending === undefined || pending.path !== path || world.clock.now() - pending.createdAt > keptMs) {
    throw new Refusal('Invalid request id');
  }
  if (pending.asked >= projectOf(world).slowPages) return success(pending.answer);
  pendingOf(world).update(id, { asked: pending.asked + 1 });
  return { status: 200, body: { status: 'partial', req_id: id } };
}
