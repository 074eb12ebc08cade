import type { z } from 'zod';
import type { Effect, MultiCallAction, SingleCallAction, Validation } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { describeIssues, issuesOf } from '../../../kernel/issues.ts';
import type { JsonSchema } from '../../../kernel/json-schema.ts';
import type { Isolate } from '../../../kernel/ports/isolate.ts';
import type { ActionType, SavedActionRow } from '../../../kernel/ports/storage-actions.ts';
import { checkFormulas } from '../../../platform/mapping/check.ts';
import type { Connector } from '../../catalog/connector.ts';
import type { Place } from './place.ts';

/** What of a saved action decides how it runs. */
export type TypedRow = Pick<
  SavedActionRow,
  'key' | 'type' | 'config' | 'inputSchema' | 'outputMapping' | 'customOutputSchema' | 'effect'
>;

/** The configuration of an action that is about to run, and what it may use. */
export interface Job<C> {
  readonly config: C;
  readonly isolate: Isolate;
  readonly place: Place;
  /** What formulas and code may name. */
  variables(input: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** A value with its formulas resolved over the variables, and over `more` of them. */
  resolve(value: unknown, input: unknown, more?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/** How a configuration runs. `validate`, `inputSchema` and what follows only where it runs another action, whose they are. */
export type Compiled = (Pick<SingleCallAction, 'request' | 'result'> | Pick<MultiCallAction, 'run'>) & {
  readonly validate?: (input: unknown) => Promise<Validation>;
  readonly inputSchema?: JsonSchema;
  readonly verifyWith?: string | undefined;
  readonly previewInput?: string | undefined;
};

/** One kind of saved actions. */
export interface SavedType {
  /** False when it can run without a connection. */
  readonly needsConnection: boolean;
  /** The configuration as it is stored. Errors: `bad_request` naming the member and what is expected. */
  check(config: unknown, connector: Connector | undefined): Readonly<Record<string, unknown>>;
  /** What it does when its author does not say. */
  effect(config: unknown, connector: Connector | undefined): Effect;
  /** What it takes when its author does not say; undefined: anything. */
  inputSchema(config: unknown, connector: Connector | undefined): JsonSchema | undefined;
  /** What it gives before the output mapping. */
  outputSchema(config: unknown, connector: Connector | undefined): JsonSchema;
  compile(row: SavedActionRow, job: Omit<Job<unknown>, 'config'>): Compiled;
}

export interface SavedTypeDefinition<S extends z.ZodType<Readonly<Record<string, unknown>>>> {
  readonly type: ActionType;
  readonly needsConnection: boolean;
  readonly config: S;
  /** Other spellings of the configuration, as the one that is stored. */
  normalise?(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** Its members that hold formulas. */
  readonly formulas?: readonly (keyof z.output<S> & string)[];
  /** What the schema cannot say. Errors: `bad_request`. */
  checkIn?(config: z.output<S>, connector: Connector): void;
  effect(config: z.output<S>, connector: Connector | undefined): Effect;
  inputSchema?(config: z.output<S>, connector: Connector | undefined): JsonSchema | undefined;
  outputSchema(config: z.output<S>, connector: Connector | undefined): JsonSchema;
  compile(row: SavedActionRow, job: Job<z.output<S>>): Compiled;
}

/** A kind of saved actions; its configuration is read in one place, wherever it comes from. */
export function savedType<S extends z.ZodType<Readonly<Record<string, unknown>>>>(
  definition: SavedTypeDefinition<S>,
): SavedType {
  const read = (config: unknown): z.output<S> => {
    const written = isRecord(config) && definition.normalise ? definition.normalise(config) : config;
    const parsed = definition.config.safeParse(written ?? {});
    if (parsed.success) return parsed.data;
    const issues = issuesOf(parsed.error, definition.config, written ?? {});
    const named = issues.map((issue) => ({ ...issue, path: issue.path === '' ? 'config' : `config.${issue.path}` }));
    throw new PorinError('bad_request', `${definition.type}: ${describeIssues(named)}`, { details: { issues: named } });
  };
  return {
    needsConnection: definition.needsConnection,
    check(config, connector) {
      const checked = read(config);
      for (const name of definition.formulas ?? []) checkMapping(`config.${name}`, checked[name]);
      if (connector) definition.checkIn?.(checked, connector);
      return checked;
    },
    effect: (config, connector) => definition.effect(read(config), connector),
    inputSchema: (config, connector) => definition.inputSchema?.(read(config), connector),
    outputSchema: (config, connector) => definition.outputSchema(read(config), connector),
    compile: (row, job) => definition.compile(row, { ...job, config: read(row.config) }),
  };
}

/** Refuses formulas that can never have a value. Errors: `bad_request` naming the first. */
export function checkMapping(at: string, value: unknown): void {
  const issues = checkFormulas(value).map((issue) => ({ ...issue, path: `${at}.${issue.path}` }));
  const [first] = issues;
  if (first === undefined) return;
  throw new PorinError('bad_request', `${first.path}: ${first.message}`, {
    hint: 'docs/mapping.md has an example of every operator',
    details: { issues },
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
