import { Hono } from 'hono';
import type { World } from '../../../../sandbox/definition.ts';
import { account, accounts } from '../account.ts';
import { openCollections } from '../collections.ts';
import { linkedFiles } from '../files/linked.ts';
import { recordingFiles } from '../recordings.ts';
import { reportFiles } from '../reports/reports.ts';
import { skinPictures } from '../rooms/skin-pictures.ts';
import type { Stage } from '../visits.ts';
import { act } from './actions.ts';
import { pageAssets } from './assets.ts';
import { frameOf, isEmbedded } from './door.ts';
import { personalPage } from './door-views.ts';
import { roomPages } from './room.ts';

const pageHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";

/** Everything that people open in a browser: rooms, the accounts' pages, reports and recordings. */
export function pages(world: World): Hono {
  const db = openCollections(world.store);
  const stage: Stage = { world, db };
  const app = new Hono();
  app.use('*', async (context, next) => {
    await next();
    const { headers } = context.res;
    const ancestors = isEmbedded(new URL(context.req.url)) ? '*' : "'none'";
    for (const [name, value] of Object.entries(pageHeaders)) if (!headers.has(name)) headers.set(name, value);
    headers.set('content-security-policy', `${policy}; frame-ancestors ${ancestors}`);
  });
  const showPersonal = (context: Parameters<typeof frameOf>[0], shown: typeof account) => {
    const rooms = db.rooms.find({ where: { accountId: shown.userId, status: 'active' }, limit: 250 });
    const listed = rooms.filter((room) => room.settings.show_on_personal_page);
    return context.html(personalPage(frameOf(context), shown, listed));
  };
  app.get('/', (context) => showPersonal(context, account));
  app.get('/u/:id', (context, next) => {
    const shown = accounts.find(({ userId }) => String(userId) === context.req.param('id'));
    return shown === undefined ? next() : showPersonal(context, shown);
  });
  app.get('/favicon.ico', (context) => context.body(null, 204));
  app.route('/', pageAssets());
  app.route('/', skinPictures());
  app.route('/', linkedFiles(world, db));
  app.route('/', recordingFiles(world, db));
  app.route('/', reportFiles(world, db));
  app.route('/', roomPages(stage, act));
  return app;
}
