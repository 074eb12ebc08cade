import { Hono } from 'hono';
import { defineSandbox } from '../../../sandbox/definition.ts';
import { account } from './account.ts';
import { apiRoutes } from './api-routes.ts';
import { openCollections } from './collections.ts';
import { controls } from './controls.ts';
import { serveApi } from './http/serve.ts';
import { liveOf } from './live/live.ts';
import { pages } from './pages/routes.ts';
import { advanceRooms } from './rooms/status-job.ts';
import { seedAccount } from './seed/seed.ts';

const basePath = '/v1';

export default defineSandbox({
  port: 4711,
  basePath,
  dataVersion: 3,
  credentials: () => ({ apiKey: account.apiKey }),
  seed: (world) => seedAccount(world, openCollections(world.store)),
  routes: (world) => {
    const serve = serveApi(apiRoutes, { world, db: openCollections(world.store), basePath });
    const app = new Hono();
    // The kit logs what a route throws and answers for it.
    app.onError((error) => {
      throw error;
    });
    app.all(basePath, (context) => serve(context.req.raw));
    app.all(`${basePath}/*`, (context) => serve(context.req.raw));
    app.route('/', pages(world));
    return app;
  },
  sockets: (world) => liveOf(world).accept,
  advance: (world) => {
    advanceRooms(world, openCollections(world.store));
    liveOf(world).advance();
  },
  controls,
});
