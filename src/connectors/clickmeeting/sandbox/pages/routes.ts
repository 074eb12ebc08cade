import { Hono } from 'hono';
import type { World } from '../../../../sandbox/definition.ts';
import { account } from '../account.ts';
import { openCollections } from '../collections.ts';
import { recordingFiles } from '../recordings.ts';
import { reportFiles } from '../reports/reports.ts';
import { embedCode } from '../rooms/view.ts';
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
    const rooms = db.rooms.find({ where: { status: 'active' }, limit: 250 });
    return context.html(personalPage(rooms.filter((room) => room.settings.show_on_personal_page)));
  });
  app.get('/favicon.ico', (context) => context.body(null, 204));
  app.get('/embed_conference.html', (context) => {
    const prefix = embedCode(0).slice(0, -1);
    const code = context.req.query('r') ?? '';
    const id = code.startsWith(prefix) && /^\d{1,30}$/.test(code) ? Number(code.slice(prefix.length)) : 0;
    const room = db.rooms.get(id);
    if (room !== undefined) return context.redirect(`/${room.nameUrl}`);
    return context.html(refusalPage(account.owner.name, 'No such room', 'The embedding code belongs to no room.'), 404);
  });
  app.route('/', recordingFiles(world, db));
  app.route('/', reportFiles(world, db));
  app.route('/', roomPages(stage));
  return app;
}
