import { Hono } from 'hono';
import { z } from 'zod';
import { isPorinError, PorinError } from '../kernel/errors.ts';
import { toJsonSchema } from '../kernel/json-schema.ts';
import { refuseForeignPages, refuseUncontrolled } from './callers.ts';
import { checked } from './controls.ts';
import { faultInput } from './faults.ts';
import type { Sandbox } from './sandbox.ts';

/** What the server knows about a caller. */
export interface ControlCaller {
  /** Absent for callers in this process. */
  readonly remoteAddress: string | undefined;
}

export interface ControlApi {
  fetch(request: Request, caller: ControlCaller): Promise<Response>;
}

type Bindings = { Bindings: { remoteAddress: string | undefined } };

const resetInput = z.strictObject({
  seed: z.boolean().optional().describe('Load the demo data afterwards; true when absent'),
});
const snapshotInput = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'expected 1 to 64 letters, digits, dots, dashes or underscores')
    .optional(),
});
const hundredYearsMs = 100 * 366 * 86_400_000;
const clockInput = z.strictObject({
  set: z.iso.datetime({ offset: true, message: 'expected an instant such as 2026-11-20T10:00:00Z' }).optional(),
  advanceMs: z.int().min(-hundredYearsMs).max(hundredYearsMs).optional().describe('Milliseconds to move forward'),
  frozen: z.boolean().optional().describe('Stand still, or go on'),
  reset: z.boolean().optional().describe('Back to where it started: the time of this machine'),
});

/** The API under `/_sandbox/`, by which tests and the command line steer a sandbox; only who knows its token and is on this machine is heard. */
export function createControlApi(sandbox: Sandbox): ControlApi {
  const api = new Hono<Bindings>().basePath('/_sandbox');
  api.use('*', async (context, next) => {
    refuseForeignPages(context.req.raw, sandbox.names);
    refuseUncontrolled(context.req.raw, { ...context.env, token: sandbox.controlToken });
    await next();
    sandbox.world.store.flush();
  });
  api.onError((error) => {
    const status = isPorinError(error) ? error.kind.status : 500;
    const hint = isPorinError(error) ? { hint: error.hint } : {};
    return Response.json({ error: { message: error.message, ...hint } }, { status });
  });
  api.notFound((context) =>
    context.json(
      {
        error: {
          message: `No ${context.req.method} ${new URL(context.req.url).pathname} here; GET /_sandbox lists what there is`,
        },
      },
      404,
    ),
  );
  mountState(api, sandbox);
  mountSnapshots(api, sandbox);
  mountFaults(api, sandbox);
  mountRecords(api, sandbox);
  mountControls(api, sandbox);
  return { fetch: async (request, caller) => api.fetch(request, { remoteAddress: caller.remoteAddress }) };
}

type Api = Hono<Bindings, Record<string, never>, '/_sandbox'>;

function mountState(api: Api, sandbox: Sandbox): void {
  const { world, definition } = sandbox;
  const clock = () => ({
    now: world.clock.iso(),
    frozen: world.clock.isFrozen,
    offsetMs: world.clock.now() - Date.now(),
  });
  const info = () => ({
    app: sandbox.app,
    origin: world.origin,
    url: world.origin + definition.basePath,
    credentials: sandbox.credentials,
    clock: clock(),
    documents: world.store.sizes(),
    faults: sandbox.faults.list().length,
    snapshots: world.store.snapshots().length,
    controls: Object.keys(definition.controls ?? {}),
  });
  api.get('/', (context) => context.json(info()));
  api.post('/reset', async (context) => {
    const { seed } = await readBody(context.req.raw, resetInput);
    await sandbox.reset(seed === undefined ? {} : { seed });
    return context.json(info());
  });
  api.post('/seed', async (context) => {
    await readBody(context.req.raw, z.strictObject({}));
    await sandbox.seed();
    return context.json(info());
  });
  api.get('/clock', (context) => context.json(clock()));
  api.put('/clock', async (context) => {
    const change = await readBody(context.req.raw, clockInput);
    sandbox.moveClock(({ clock }) => {
      if (change.reset === true) clock.reset();
      if (change.frozen === true) clock.freeze();
      if (change.set !== undefined) clock.set(change.set);
      if (change.advanceMs !== undefined) clock.advance(change.advanceMs);
      if (change.frozen === false) clock.unfreeze();
    });
    return context.json(clock());
  });
}

function mountSnapshots(api: Api, sandbox: Sandbox): void {
  const { store } = sandbox.world;
  api.get('/snapshots', (context) => context.json({ items: store.snapshots() }));
  api.post('/snapshots', async (context) => {
    const { name } = await readBody(context.req.raw, snapshotInput);
    return context.json(sandbox.snapshot(name ?? 'default'), 201);
  });
  api.post('/snapshots/:name/restore', async (context) => {
    await sandbox.restore(context.req.param('name'));
    return context.json({ restored: context.req.param('name') });
  });
  api.delete('/snapshots/:name', (context) => {
    const name = context.req.param('name');
    if (!store.deleteSnapshot(name)) throw new PorinError('not_found', `No snapshot ${JSON.stringify(name)}`);
    return context.json({ deleted: name });
  });
}

function mountFaults(api: Api, { faults }: Sandbox): void {
  api.get('/faults', (context) => context.json({ items: faults.list() }));
  api.post('/faults', async (context) => context.json(faults.add(await readBody(context.req.raw, faultInput)), 201));
  api.delete('/faults', (context) => {
    faults.clear();
    return context.json({ deleted: true });
  });
  api.delete('/faults/:id', (context) => {
    const id = context.req.param('id');
    if (!faults.remove(id)) throw new PorinError('not_found', `No fault rule ${id}`);
    return context.json({ deleted: id });
  });
}

function mountRecords(api: Api, { world, requests }: Sandbox): void {
  api.get('/outbox', (context) => {
    const to = context.req.query('to');
    const limit = readLimit(context.req.query('limit'), 100);
    return context.json({ items: world.outbox.list({ limit, ...(to === undefined ? {} : { to }) }) });
  });
  api.delete('/outbox', (context) => {
    world.outbox.clear();
    return context.json({ deleted: true });
  });
  api.get('/outbox/:id', async (context) => {
    const raw = await world.outbox.raw(Number(context.req.param('id')));
    if (raw === undefined) throw new PorinError('not_found', `No message ${context.req.param('id')} in the outbox`);
    return context.body(Buffer.from(raw), 200, { 'content-type': 'message/rfc822' });
  });
  api.get('/outbox/:id/fields', (context) => {
    const message = world.outbox.get(Number(context.req.param('id')));
    if (message === undefined) throw new PorinError('not_found', `No message ${context.req.param('id')} in the outbox`);
    return context.json(message);
  });
  api.get('/requests', (context) =>
    context.json({ items: requests.list({ limit: readLimit(context.req.query('limit'), 1000) }) }),
  );
  api.delete('/requests', (context) => {
    requests.clear();
    return context.json({ deleted: true });
  });
}

function mountControls(api: Api, sandbox: Sandbox): void {
  const controls = sandbox.definition.controls ?? {};
  api.get('/controls', (context) => {
    const items = Object.entries(controls).map(([name, { summary, input, examples = [] }]) => {
      return { name, summary, input: toJsonSchema(input, 'input'), examples };
    });
    return context.json({ items });
  });
  api.post('/controls/:name', async (context) => {
    const output = await sandbox.control(context.req.param('name'), await readJson(context.req.raw));
    return context.json({ output: output ?? null });
  });
}

async function readBody<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  return checked(schema, await readJson(request));
}

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PorinError('bad_request', 'The body is not JSON', { cause });
  }
}

function readLimit(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new PorinError('bad_request', `limit: expected a whole number from 1, got ${JSON.stringify(text)}`);
}
