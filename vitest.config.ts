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

const apps = ['src/connectors/**/*.test.ts', 'src/sandbox/**/*.test.ts'];
/** Tests that leave modules as they found them, beside those of apps: loading the modules again for each file took a minute of a run. */
const pure = [
  ...['src/faces/**/*.test.ts', 'src/kernel/**/*.test.ts', 'src/gateway/**/*.test.ts', 'src/platform/**/*.test.ts'],
  ...['test/clients/*.test.ts', 'eval/**/*.test.ts'],
];

export default defineConfig({
  test: {
    ...shared,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts'],
          exclude: [...apps, ...pure],
        },
      },
      // Their files keep nothing in modules, so that a worker may load those once for all of them.
      { test: { ...shared, name: 'apps', include: [...apps, ...pure], isolate: false } },
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
