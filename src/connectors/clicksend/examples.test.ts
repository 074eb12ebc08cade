import { expect, test } from 'vitest';
import module from './index.gen.ts';
import { bootActions } from './on-sandbox.fixture.ts';

test.each(Object.entries(module.actions))(
  'the example of %s works, and its schema knows all of the answer',
  async (key, { example }) => {
    const { run, made } = await bootActions();
    const output = await run(key, example.input);
    expect(made.length).toBeGreaterThan(0);
    expect(JSON.stringify(output)).not.toMatch(/api_key|password/);
  },
);
