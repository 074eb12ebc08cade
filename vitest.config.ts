import { defineConfig } from 'vitest/config';

// Native modules and process signals want processes, not threads; two cores carry two workers.
const shared = {
  pool: 'forks',
  maxWorkers: 2,
  testTimeout: 20_000,
  hookTimeout: 90_000,
  // A second is too little on a machine that does ten other things.
  expect: { poll: { timeout: 10_000 } },
} as const;

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { test: { ...shared, name: 'unit', include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/clients/*.test.ts'] } },
      // Only these run the built program, so only they wait for the build.
      {
        test: {
          ...shared,
          name: 'program',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/build.ts'],
        },
      },
    ],
  },
});
