/** One flag of a command that is not an operation. */
export interface CommandFlag {
  readonly type: 'string' | 'number' | 'boolean';
  readonly description: string;
  readonly choices?: readonly string[];
  readonly default?: string | number | boolean;
  /** Short form: `d` for `-d`. */
  readonly short?: string;
  /** May be given several times; the value is then an array. */
  readonly repeatable?: boolean;
  /** A boolean that may also carry a value (`--json '{…}'`). */
  readonly optionalValue?: boolean;
}

export interface CommandArgument {
  readonly name: string;
  readonly description: string;
  readonly optional?: boolean;
  /** Takes all remaining words. */
  readonly variadic?: boolean;
}

export type FlagValue = string | number | boolean | readonly string[] | undefined;

export interface CommandInput {
  readonly arguments: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly flags: Readonly<Record<string, FlagValue>>;
}

/**
 * A command that cannot be an operation, because it works on this machine (start, stop, raw requests).
 * `C` is what the CLI gives it: output, client, environment. `load` keeps its code out of every other command's start.
 */
export interface CommandDefinition<C = unknown> {
  /** `sandbox list`. */
  readonly command: string;
  readonly summary: string;
  readonly description?: string;
  readonly arguments?: readonly CommandArgument[];
  readonly flags?: Readonly<Record<string, CommandFlag>>;
  readonly examples?: readonly string[];
  load(): Promise<(context: C, input: CommandInput) => Promise<number | undefined>>;
}

export function defineCommand<C>(definition: CommandDefinition<C>): CommandDefinition<C> {
  return definition;
}
