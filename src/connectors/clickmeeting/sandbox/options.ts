import type { World } from '../../../sandbox/definition.ts';

/** How the sandbox behaves where sources about the service disagree. */
export interface Options {
  /** `object` answers `{"result":"OK"}` to the deletion of a room; `text` the JSON string that the Moodle plugin compares with. */
  readonly deleteReply: 'object' | 'text';
  /** How long after an invitation the API shows whom a token was sent to. */
  readonly tokenDelayMs: number;
}

const stateKey = 'options';

const defaultOptions: Options = { deleteReply: 'object', tokenDelayMs: 0 };

/** The options in force. */
export function optionsOf({ store }: Pick<World, 'store'>): Options {
  return store.getState<Options>(stateKey) ?? defaultOptions;
}

/** Changes some options and gives all. */
export function changeOptions(world: Pick<World, 'store'>, change: Partial<Options>): Options {
  const options = { ...optionsOf(world), ...change };
  world.store.setState(stateKey, options);
  return options;
}
