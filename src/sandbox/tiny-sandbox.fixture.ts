import { Hono } from 'hono';
import { z } from 'zod';
import { defineControl, defineSandbox, type SandboxDefinition, type World } from './definition.ts';

export interface Note {
  readonly id: number;
  readonly text: string;
  readonly due?: string;
}

const notes = (world: World) => world.store.collection<Note>('notes', { indexes: ['text'] });

/** An app with notes, for the tests of the sandbox kit. */
export const tinySandbox: SandboxDefinition = defineSandbox({
  port: 4799,
  basePath: '/v1',
  dataVersion: 1,
  credentials: () => ({ apiKey: 'tiny-secret-key' }),
  seed: (world) => {
    notes(world).insert({ id: world.store.nextId('notes', 100), text: 'first', due: '2030-01-01T00:00:00.000Z' });
  },
  routes: (world) => {
    const app = new Hono();
    app.onError((error) => {
      throw error;
    });
    app.get('/v1/notes', (context) => context.json(notes(world).all()));
    app.post('/v1/notes', async (context) => {
      const note = notes(world).insert({ id: world.store.nextId('notes', 100), text: await context.req.text() });
      await world.outbox.send({ from: 'app@example.com', to: 'me@example.com', subject: note.text, text: 'Noted' });
      return context.json(note, 201);
    });
    app.get('/v1/broken', () => {
      throw new Error('a bug');
    });
    return app;
  },
  advance: (world) => {
    for (const note of notes(world).all()) {
      if (note.due !== undefined && note.due <= world.clock.iso() && note.text !== 'overdue') {
        notes(world).update(note.id, { text: 'overdue' });
      }
    }
  },
  controls: {
    'add-notes': defineControl({
      summary: 'Adds notes',
      input: z.strictObject({ count: z.int().min(1).max(10).describe('How many') }),
      run: (world, { count }) =>
        Array.from({ length: count }, () => notes(world).insert({ id: world.store.nextId('notes'), text: 'added' }).id),
    }),
  },
});
