import { Hono } from 'hono';
import type { World } from '../../../../sandbox/definition.ts';
import { account, accounts } from '../account.ts';
import { openCollections } from '../collections.ts';
import { recordingFiles } from '../recordings.ts';
import { reportFiles } from '../reports/reports.ts';
import { roomByEmbedCode } from '../rooms/view.ts';
import type { Stage } from '../visits.ts';
import { roomPages } from './room.ts';
import { personalPage, refusalPage } from './views.ts';

const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Everything that people open in a browser: rooms, the account's page, reports and recordings. */
export function pages(world: World): Hono {
  const db = openCollections(world.store);
  const stage: Stage = { world, db };
  const app = new Hono();
  app.use('*', async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(pageHeaders)) context.res.headers.set(name, value);
  });
  app.get('/', (context) => {
    const shown = accounts.find(({ userId }) => String(userId) === context.req.query('account')) ?? account;
    const rooms = db.rooms.find({ where: { accountId: shown.userId, status: 'active' }, limit: 250 });
    return context.html(
      personalPage(
        shown,
        rooms.filter((room) => room.settings.show_on_personal_page),
      ),
    );
  });
  app.get('/favicon.ico', (context) => context.body(null, 204));
  app.get('/embed_conference.html', (context) => {
    const room = roomByEmbedCode(db, context.req.query('r') ?? '');
    if (room !== undefined) return context.redirect(`/${room.nameUrl}`);
    return context.html(refusalPage(account.owner.name, 'No such room', 'The embedding code belongs to no room.'), 404);
  });
  app.route('/', recordingFiles(world, db));
  app.route('/', reportFiles(world, db));
  app.route('/', roomPages(stage));
  return app;
}
