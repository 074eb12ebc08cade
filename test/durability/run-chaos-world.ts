import { z } from 'zod';
import { defineAction } from '../../src/kernel/action.ts';
import { defineConnector } from '../../src/kernel/connector.ts';

/** What runner and worker of the run test know alike. */

export interface RunWorkerOptions {
  readonly databaseUrl: string;
  readonly vaultKey: string;
  readonly serverUrl: string;
  readonly filesDir: string;
}

/** Where in a run the worker kills itself. */
export const ownSteps = ['before the claim', 'after the claim', 'before the end is stored', 'after it'] as const;
export type OwnStep = (typeof ownSteps)[number];

/** A request of a client; the marker names its effects. */
export interface Wish {
  readonly marker: string;
  readonly action: 'make-one' | 'make-two' | 'read-one';
  readonly key?: string;
}

export type Order =
  /** Take the database over, as a process does that starts. */
  | { readonly order: 'begin' }
  /** Run these at once; die at the n-th time that a run comes to this step. */
  | {
      readonly order: 'run';
      readonly wishes: readonly Wish[];
      readonly die?: { readonly at: OwnStep; readonly nth: number };
    }
  /** Say what the log has since then. */
  | { readonly order: 'report'; readonly from: number };

/** What a client was told. */
export interface Told {
  readonly marker: string;
  readonly runId?: string | undefined;
  /** Absent for a success. */
  readonly code?: string;
  readonly isReplay: boolean;
}

/** A run, as the log shows it. */
export interface Logged {
  readonly id: string;
  readonly marker: string;
  readonly status: string;
  readonly hint: string;
}

export type Report =
  | { readonly kind: 'begun' }
  | { readonly kind: 'told'; readonly told: Told }
  | { readonly kind: 'done' }
  | { readonly kind: 'log'; readonly runs: readonly Logged[] };

const thing = z.strictObject({ marker: z.string().describe('Names the effect') });
const face = {
  description: 'For the test of killed runs',
  input: thing,
  output: z.unknown(),
  example: { input: { marker: 'a' } },
};
const post = (path: string, marker: string) => ({ method: 'POST' as const, path, body: { json: { marker } } });

export const actions = {
  'make-one': defineAction({
    ...face,
    name: 'Make One',
    effect: 'write',
    verifyWith: 'read-one',
    request: ({ marker }) => post('/effects', marker),
  }),
  'make-two': defineAction({
    ...face,
    name: 'Make Two',
    effect: 'write',
    verifyWith: 'read-one',
    async run({ marker }, { call }) {
      await call(post('/effects', `${marker}/1`));
      return (await call(post('/effects', `${marker}/2`))).body;
    },
  }),
  'read-one': defineAction({
    ...face,
    name: 'Read One',
    effect: 'read',
    request: ({ marker }) => ({ method: 'GET', path: '/effects', query: { marker } }),
  }),
};

export const app = 'effects';

export const definition = defineConnector({
  name: 'Effects',
  description: 'An app that counts what is done to it',
  domains: ['effects.test'],
  links: { docs: 'https://docs.effects.test', homepage: 'https://effects.test' },
  baseUrl: 'https://api.effects.test',
  auth: [{ key: 'none', title: 'None', type: 'none', fields: {} }],
  limits: { concurrency: 32, timeoutMs: 5_000, maxResponseBytes: 100_000 },
  errorMessagePaths: ['message'],
});
