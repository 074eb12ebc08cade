import { Hono } from 'hono';
import { defineSandbox } from '../../../sandbox/definition.ts';

export default defineSandbox({
  port: 4713,
  basePath: '/v3',
  dataVersion: 1,
  credentials: () => ({ username: 'demo', apiKey: '0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9' }),
  seed: () => undefined,
  routes: () => {
    const app = new Hono();
    const data = { total: 0, per_page: 15, current_page: 1, last_page: 0, data: [] };
    app.get('/v3/sms/history', (context) => context.json({ http_code: 200, response_code: 'SUCCESS', data }));
    app.get('/v3/sms/templates', (context) => context.json({ http_code: 200, response_code: 'SUCCESS', data }));
    return app;
  },
});
