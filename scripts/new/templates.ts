/** Files of a new connector by their path in its folder. They compile, and their one action runs against their sandbox. */
export function connectorFiles(app: string, port: number): Record<string, string> {
  return {
    'connector.ts': connectorFile(app),
    'actions/get-account.ts': accountAction,
    'sandbox/index.ts': sandboxFile(port),
  };
}

const connectorFile = (app: string) => `import { defineConnector } from '../../kernel/connector.ts';

export default defineConnector({
  name: '${title(app)}',
  description: 'What the app is for, in one sentence that an agent can choose by.',
  domains: ['${app}.example'],
  links: { docs: 'https://docs.${app}.example/', homepage: 'https://${app}.example/' },
  baseUrl: 'https://api.${app}.example/v1',
  auth: [
    {
      key: 'api-key',
      title: 'API key',
      type: 'api_key',
      in: 'header',
      name: 'x-api-key',
      value: '{apiKey}',
      fields: {
        apiKey: {
          title: 'API key',
          description: 'Where a person who has never seen one finds it.',
          secret: true,
          example: 'key_0123456789',
        },
      },
      test: { method: 'GET', path: '/account' },
    },
  ],
  limits: { concurrency: 4, timeoutMs: 30_000, maxResponseBytes: 8 * 1024 * 1024 },
  errorMessagePaths: ['error.message', 'message'],
});
`;

const accountAction = `import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';

export default defineAction({
  name: 'Get Account',
  description: 'Returns the account that the credentials belong to. Changes nothing.',
  effect: 'read',
  phrases: ['whose account is this', 'show my account'],
  input: z.strictObject({}),
  output: z.object({
    id: z.int().describe('Account id'),
    name: z.string().describe('Name of the account'),
  }),
  example: { input: {} },
  request: () => ({ method: 'GET', path: '/account' }),
});
`;

const sandboxFile = (port: number) => `import { Hono } from 'hono';
import { defineSandbox, type World } from '../../../sandbox/definition.ts';

interface Account {
  readonly id: number;
  readonly name: string;
}

const accounts = (world: World) => world.store.collection<Account>('accounts');
const apiKey = 'key_sandbox_0123456789';

export default defineSandbox({
  port: ${port},
  basePath: '/v1',
  dataVersion: 1,
  credentials: () => ({ apiKey }),
  seed: (world) => {
    accounts(world).insert({ id: 1, name: 'Demo account' });
  },
  routes: (world) => {
    const app = new Hono();
    app.use('/v1/*', async (context, next) => {
      if (context.req.header('x-api-key') === apiKey) return next();
      return context.json({ error: { message: 'Invalid API key' } }, 401);
    });
    app.get('/v1/account', (context) => context.json(accounts(world).all()[0]));
    return app;
  },
});
`;

const readingVerbs = new Set(['get', 'list', 'find', 'search', 'count', 'check', 'download', 'export']);
const destroyingVerbs = new Set(['delete', 'remove', 'cancel', 'revoke', 'purge']);

/** A new action that reads or writes by id, as its verb suggests. */
export function actionFile(key: string): string {
  const [verb = '', ...noun] = key.split('-');
  const effect = readingVerbs.has(verb) ? 'read' : destroyingVerbs.has(verb) ? 'destroy' : 'write';
  const method = { read: 'GET', destroy: 'DELETE', write: 'POST' }[effect];
  const words = noun.join(' ');
  return `import { z } from 'zod';
import { defineAction } from '../../../kernel/action.ts';
import { path } from '../../../kernel/http.ts';

export default defineAction({
  name: '${title(key)}',
  description: 'What it does to the ${words}, when to use it, and what it leaves alone.',
  effect: '${effect}',
  phrases: ['${verb} ${words}', '${verb} the ${words} that I mean'],
  input: z.strictObject({
    id: z.string().min(1).describe('Id of the ${words}; name the action that lists them'),
  }),
  output: z.object({
    id: z.string().describe('Id of the ${words}'),
  }),
  example: { input: { id: '1' } },
  request: ({ id }) => ({ method: '${method}', path: path\`/${noun.join('-')}/\${id}\` }),
});
`;
}

function title(name: string): string {
  return name
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ');
}
