import { expect, test } from 'vitest';
import connector from './index.gen.ts';
import { bootActions } from './on-sandbox.fixture.ts';

test.each(Object.entries(connector.actions))(
  'the example of %s works, and its schema knows all of the answer',
  async (key, { example }) => {
    const { run, made } = await bootActions();
    await run(key, example.input);
    expect(made.length).toBeGreaterThan(0);
  },
);
