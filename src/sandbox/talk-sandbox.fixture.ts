import { Hono } from 'hono';
import { defineSandbox, type SandboxDefinition, type SandboxSocket, type World } from './definition.ts';

export interface Line {
  readonly id: number;
  readonly text: string;
}

const lines = (world: World) => world.store.collection<Line>('lines');

/** An app where all hear what one says, for the tests of sockets. */
export function talkSandbox(): SandboxDefinition & { readonly ended: string[] } {
  const ended: string[] = [];
  const people = new Map<SandboxSocket, string>();
  const definition = defineSandbox({
    port: 4798,
    basePath: '/v1',
    dataVersion: 1,
    credentials: () => ({ apiKey: 'talk-key' }),
    seed: (world) => void lines(world).insert({ id: 1, text: 'seeded' }),
    routes: (world) => {
      const app = new Hono();
      app.get('/v1/lines', (context) => context.json(lines(world).all()));
      app.post('/v1/echo', async (context) => context.text(await context.req.text()));
      return app;
    },
    sockets: (world) => (request) => {
      const url = new URL(request.url);
      if (url.pathname !== '/talk') return new Response('No such page', { status: 404 });
      const name = url.searchParams.get('name') ?? '';
      return (socket) => {
        if (name === 'broken') throw new Error('a bug at the door');
        people.set(socket, name);
        socket.send(`hello ${name}`);
        return {
          message: (text) => {
            if (text === 'fill') return socket.send('x'.repeat(1_000_000));
            lines(world).insert({ id: world.store.nextId('lines', 2), text });
            for (const person of people.keys()) person.send(`${name}: ${text}`);
            if (text === 'throw') throw new Error('a bug');
            if (text === 'bye') socket.close(4000, 'bye');
          },
          closed: () => {
            people.delete(socket);
            ended.push(name);
            lines(world).insert({ id: world.store.nextId('lines', 2), text: `${name} left` });
          },
        };
      };
    },
  });
  return Object.assign(definition, { ended });
}
