import { z } from 'zod';
import type { Action } from '../../../kernel/action.ts';
import { PorinError } from '../../../kernel/errors.ts';
import { nearestName } from '../../../kernel/issues.ts';
import type { Connector } from '../../catalog/connector.ts';
import { mapOutput } from './output.ts';
import { savedType } from './saved-type.ts';

/** One of the connector's own actions, with input and output of another shape. */
export default savedType({
  type: 'connector-operation',
  needsConnection: true,
  config: z.strictObject({
    operationKey: z.string().min(1),
    inputMapping: z.unknown().optional(),
    outputMapping: z.unknown().optional(),
  }),
  formulas: ['inputMapping', 'outputMapping'],
  checkIn: ({ operationKey }, connector) => void operationOf(connector, operationKey),
  effect: ({ operationKey }, connector) => connector?.actions.get(operationKey)?.effect ?? 'write',
  inputSchema: ({ operationKey, inputMapping }, connector) =>
    inputMapping === undefined ? connector?.actions.get(operationKey)?.inputSchema : undefined,
  outputSchema: ({ operationKey, outputMapping }, connector) =>
    (outputMapping === undefined ? connector?.actions.get(operationKey)?.outputSchema : undefined) ?? {},
  compile(row, { config, place, resolve }) {
    if (!place.connector) throw new PorinError('configuration', `${row.key} runs on a connection alone`);
    const operation = operationOf(place.connector, config.operationKey);
    let given: unknown;
    const shaped = async (output: unknown) =>
      mapOutput(config.outputMapping, { of: row.key, input: given, output, resolve });
    return {
      // The engine fetches the files that the operation asks for, not those of the input before its mapping.
      inputSchema: operation.inputSchema,
      verifyWith: operation.verifyWith,
      previewInput: operation.previewInput,
      async validate(input) {
        given = input;
        const mapped = config.inputMapping === undefined ? input : ((await resolve(config.inputMapping, input)) ?? {});
        return operation.validate(mapped);
      },
      ...('run' in operation
        ? { run: async (input, tools) => shaped(await operation.run(input, tools)) }
        : {
            request: (input, facts) => operation.request(input, facts),
            result: async (response, input) => shaped(await operation.result(response, input)),
          }),
    };
  },
});

function operationOf(connector: Connector, key: string): Action {
  const found = connector.actions.get(key);
  if (found) return found;
  const nearest = nearestName(key, connector.actions.keys());
  throw new PorinError(
    'bad_request',
    `config.operationKey: ${connector.definition.name} has no action '${key.slice(0, 200)}'${nearest === undefined ? '' : `, did you mean '${nearest}'?`}`,
    { hint: `porin action list --app ${connector.app} shows what it has` },
  );
}
