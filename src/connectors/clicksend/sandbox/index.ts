import { Hono } from 'hono';
import { defineSandbox } from '../../../sandbox/definition.ts';
import { advance, ownCaller } from './advance.ts';
import { apiRoutes } from './api-routes.ts';
import { demoUserId } from './collections.ts';
import { controls } from './controls.ts';
import { openFile } from './files/routes.ts';
import { serveApi } from './http/serve.ts';
import { demo, seed } from './seed.ts';

const basePath = '/v3';

export default defineSandbox({
  port: 4713,
  basePath,
  dataVersion: 1,
  // The key can be made anew through the API.
  credentials: (world) => ({
    username: demo.username,
    apiKey: ownCaller(world, demoUserId)?.subaccount.api_key ?? demo.apiKey,
  }),
  seed,
  ticks: true,
  advance,
  routes: (world) => {
    const serve = serveApi(apiRoutes, { world, basePath });
    const app = new Hono();
    // The kit logs what a route throws and answers for it.
    app.onError((error) => {
      throw error;
    });
    app.all(basePath, (context) => serve(context.req.raw));
    app.all(`${basePath}/*`, (context) => serve(context.req.raw));
    app.get('/files/:name', (context) => {
      const file = openFile(world, context.req.param('name'));
      if (file === undefined) return context.text('Not found', 404);
      const name = (context.req.query('filename') ?? context.req.param('name')).replace(/[^\w.-]/g, '_');
      const headers = { 'content-type': file.contentType, 'content-disposition': `attachment; filename="${name}"` };
      return new Response(Buffer.from(file.bytes), { headers });
    });
    return app;
  },
  controls,
});
