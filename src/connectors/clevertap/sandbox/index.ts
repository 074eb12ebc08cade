import { Hono } from 'hono';
import { defineSandbox } from '../../../sandbox/definition.ts';
import { apiRoutes } from './api-routes.ts';
import { advanceCampaigns } from './campaigns/run.ts';
import { controls } from './controls.ts';
import { serveApi } from './http/serve.ts';
import { advanceDeletions } from './people/deletions.ts';
import { credentials, projectOf } from './project.ts';
import { seedProject } from './seed/seed.ts';

export default defineSandbox({
  port: 4712,
  basePath: '/1',
  dataVersion: 1,
  credentials: (world) => ({ ...credentials, region: projectOf(world).region }),
  seed: seedProject,
  routes: (world) => {
    const serve = serveApi(apiRoutes, world);
    const app = new Hono();
    // The kit logs what a route throws and answers for it.
    app.onError((error) => {
      throw error;
    });
    app.all('*', (context) => serve(context.req.raw));
    return app;
  },
  advance: (world) => {
    advanceDeletions(world);
    advanceCampaigns(world);
  },
  controls,
});
