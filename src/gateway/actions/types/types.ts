import type { Action, Effect, Validation } from '../../../kernel/action.ts';
import { errorKinds, isPorinError, PorinError } from '../../../kernel/errors.ts';
import { nearestName } from '../../../kernel/issues.ts';
import type { JsonSchema } from '../../../kernel/json-schema.ts';
import type { Isolate } from '../../../kernel/ports/isolate.ts';
import { type ActionType, actionTypes, type SavedActionRow } from '../../../kernel/ports/storage-actions.ts';
import type { Connector } from '../../catalog/connector.ts';
import apiRequest from './api-request.ts';
import connectorOperation from './connector-operation.ts';
import httpRequest from './http-request.ts';
import { mapOutput } from './output.ts';
import type { Place } from './place.ts';
import runJavascript from './run-javascript.ts';
import type { Compiled, Job, SavedType, TypedRow } from './saved-type.ts';
import { variablesOf } from './variables.ts';

/** Every kind of actions that can be saved. */
const types: Readonly<Record<ActionType, SavedType>> = {
  'api-request-to-external-app': apiRequest,
  'run-javascript': runJavascript,
  'http-request': httpRequest,
  'connector-operation': connectorOperation,
};

/** Older names of types. */
const aliases: Readonly<Record<string, ActionType>> = { 'api-request': 'api-request-to-external-app' };

/** The type that is meant. Errors: `bad_request` with those that there are. */
export function actionType(name: string): ActionType {
  const wanted = Object.hasOwn(aliases, name) ? aliases[name] : name;
  const found = actionTypes.find((type) => type === wanted);
  if (found) return found;
  const nearest = nearestName(name, [...actionTypes, ...Object.keys(aliases)]);
  const meant = nearest === undefined ? '' : `, did you mean '${nearest}'?`;
  throw new PorinError('bad_request', `type: there are no actions of the type '${name.slice(0, 100)}'${meant}`, {
    hint: `The types are ${actionTypes.join(', ')}`,
  });
}

/**
 * Type and configuration as they are stored: other spellings become the one that runs. With a connector, also what is said of it.
 * Errors: `bad_request` naming the member and what is expected.
 */
export function checkConfig(
  type: string,
  config: unknown,
  connector?: Connector,
): { readonly type: ActionType; readonly config: Readonly<Record<string, unknown>> } {
  const known = actionType(type);
  return { type: known, config: types[known].check(config, connector) };
}

/** False when an action of this type can run on no connection. */
export function needsConnection(type: ActionType): boolean {
  return types[type].needsConnection;
}

/** What a saved action does: what its author says, else what its type and configuration tell. */
export function effectOf(row: Pick<TypedRow, 'type' | 'config' | 'effect'>, connector?: Connector): Effect {
  return row.effect ?? types[row.type].effect(row.config, connector);
}

/** What it takes; `{}` when nobody says. */
export function inputSchemaOf(
  row: Pick<TypedRow, 'type' | 'config' | 'inputSchema'>,
  connector?: Connector,
): JsonSchema {
  return row.inputSchema ?? types[row.type].inputSchema(row.config, connector) ?? {};
}

/** What it gives before its output mapping. */
export function defaultOutputSchemaOf(row: Pick<TypedRow, 'type' | 'config'>, connector?: Connector): JsonSchema {
  return types[row.type].outputSchema(row.config, connector);
}

/** What it gives; `{}` when nobody says what its mapping makes. */
export function outputSchemaOf(
  row: Pick<TypedRow, 'type' | 'config' | 'outputMapping' | 'customOutputSchema'>,
  connector?: Connector,
): JsonSchema {
  if (row.customOutputSchema) return row.customOutputSchema;
  const isMapped = row.outputMapping !== null && row.outputMapping !== undefined;
  return isMapped ? {} : defaultOutputSchemaOf(row, connector);
}

export interface CompileParts {
  readonly isolate: Isolate;
}

/** A saved action for one run at this place. Errors: `bad_request` when its configuration does not fit the place. */
export function compileAction({ isolate }: CompileParts, row: SavedActionRow, place: Place): Action {
  const { connector } = place;
  let given: unknown;
  const variables = (input: unknown) => variablesOf(row, place, input);
  const { tenantId } = place;
  const resolve: Job<unknown>['resolve'] = async (value, input, more) =>
    isolate.resolve(value, { ...(await variables(input)), ...more }, tenantId);
  const compiled = types[row.type].compile(row, { isolate, place, variables, resolve });
  const mapped = (output: unknown) => mapOutput(row.outputMapping, { of: row.key, input: given, output, resolve });
  const face = {
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description,
    effect: effectOf(row, connector),
    source: 'saved' as const,
    phrases: [],
    inputSchema: compiled.inputSchema ?? inputSchemaOf(row, connector),
    outputSchema: outputSchemaOf(row, connector),
    ...(compiled.verifyWith === undefined ? {} : { verifyWith: compiled.verifyWith }),
    ...(compiled.previewInput === undefined ? {} : { previewInput: compiled.previewInput }),
    async validate(input: unknown): Promise<Validation> {
      given = input;
      const issues = row.inputSchema === null ? [] : await isolate.validate(row.inputSchema, input, tenantId);
      if (issues.length > 0) return { ok: false, issues };
      return compiled.validate?.(input) ?? { ok: true, value: input };
    },
  };
  return { ...face, ...runOf(configured(compiled, row), mapped) };
}

/** What cannot be sent came of the configuration and the input together, so the hint leads to the first. */
function configured(compiled: Compiled, { id }: SavedActionRow): Compiled {
  if ('run' in compiled) return compiled;
  return {
    ...compiled,
    async request(...given) {
      try {
        return await compiled.request(...given);
      } catch (error) {
        if (!isPorinError(error) || error.hint !== errorKinds.bad_request.hint) throw error;
        const hint = `Its configuration makes it: porin action get ${id} shows that, porin action update ${id} changes it`;
        throw new PorinError(error.code, error.message, { hint, details: error.details, cause: error });
      }
    },
  };
}

function runOf(compiled: Compiled, mapped: (output: unknown) => Promise<unknown>) {
  if ('run' in compiled)
    return { run: async (...given: Parameters<typeof compiled.run>) => mapped(await compiled.run(...given)) };
  return {
    request: compiled.request,
    result: async (...given: Parameters<typeof compiled.result>) => mapped(await compiled.result(...given)),
  };
}
