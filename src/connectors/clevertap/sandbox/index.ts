import { Hono } from 'hono';
import { defineSandbox } from '../../../sandbox/definition.ts';

export default defineSandbox({
  port: 4712,
  basePath: '/1',
  dataVersion: 1,
  credentials: () => ({ accountId: 'TEST-SAND-BOXZ', passcode: 'sandbox-passcode', region: 'us1' }),
  seed: () => undefined,
  routes: () => {
    const app = new Hono();
    app.post('/1/now.json', (context) => context.json({ status: 'success', count: 0 }));
    return app;
  },
});
