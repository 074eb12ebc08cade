import type { CommandArgument, CommandDefinition } from '../../kernel/command.ts';
import type { CatalogControl, CatalogOperation } from '../client/catalog.ts';
import type { Catalog, CliContext } from './context.ts';
import { type Flag, flagsOfCommand, flagsOfSchema, recordOf } from './flags.ts';

/** Where a command comes from. */
export type CommandSource =
  | { readonly kind: 'operation'; readonly operation: CatalogOperation }
  | { readonly kind: 'control'; readonly control: CatalogControl }
  | { readonly kind: 'local'; readonly definition: CommandDefinition<CliContext> };

export interface CommandEntry {
  /** `connection list`. */
  readonly words: string;
  readonly summary: string;
  readonly source: CommandSource;
}

/** Every command there is, sorted by name; a local command wins over an operation of the same name. */
export function commandTable(catalog: Catalog, commands: readonly CommandDefinition<CliContext>[]): CommandEntry[] {
  const entries = new Map<string, CommandEntry>();
  for (const operation of catalog.operations) {
    if (operation.cli)
      entries.set(operation.cli.command, {
        words: operation.cli.command,
        summary: operation.summary,
        source: { kind: 'operation', operation },
      });
  }
  for (const control of catalog.controls) {
    const words = `sandbox ${control.name}`;
    entries.set(words, { words, summary: `${control.summary} (${control.app})`, source: { kind: 'control', control } });
  }
  for (const definition of commands) {
    entries.set(definition.command, {
      words: definition.command,
      summary: definition.summary,
      source: { kind: 'local', definition },
    });
  }
  return [...entries.values()].sort((a, b) => (a.words < b.words ? -1 : 1));
}

/** Positional arguments and own flags of a command. */
export interface CommandTakes {
  readonly arguments: readonly CommandArgument[];
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
  readonly description: string | undefined;
}

/** Flags that an operation's command has besides those of its input, by operation id. */
const extraFlags: Readonly<Record<string, readonly Flag[]>> = {
  'actions.run': [
    {
      name: 'output',
      kind: 'string',
      value: 'path',
      description: 'Save the file that the action answers with; several go into a folder',
    },
  ],
  'act.run': [
    {
      name: 'output',
      kind: 'string',
      value: 'path',
      description: 'Save the file that the action answers with; several go into a folder',
    },
  ],
};

const dataFlag: Flag = {
  name: 'data',
  kind: 'json',
  short: 'd',
  description: 'The fields as one JSON object; @file and - are read',
};

const credentialsFlag: Flag = {
  name: 'credentials-stdin',
  kind: 'boolean',
  description: 'Read the credentials from standard input: a JSON object, or one bare secret',
};

const appFlag: Flag = {
  name: 'app',
  kind: 'string',
  value: 'app',
  description: 'Which sandbox, when several are running',
};

/** A control's example as it is typed here, with its flags as the help lists them. */
function wholeExample(example: string): string {
  const whole = example.startsWith('porin ') ? example : `porin sandbox ${example}`;
  return whole.replace(/ --(?!no-)[a-z]+(?:-[a-z]+)+/g, (flag) =>
    flag.replace(/([a-z])-([a-z])/g, (_, a, b) => a + b.toUpperCase()),
  );
}

/** What a command takes; worked out only for the one that was asked for. */
export function takesOf({ source }: CommandEntry): CommandTakes {
  switch (source.kind) {
    case 'operation':
      return takesOfOperation(source.operation);
    case 'control':
      return {
        arguments: [],
        flags: [...flagsOfSchema(source.control.input, new Set()), appFlag],
        examples: (source.control.examples ?? []).map(wholeExample),
        description: undefined,
      };
    case 'local':
      return {
        arguments: source.definition.arguments ?? [],
        flags: flagsOfCommand(source.definition.flags ?? {}),
        examples: source.definition.examples ?? [],
        description: source.definition.description,
      };
  }
}

function takesOfOperation(operation: CatalogOperation): CommandTakes {
  const { positional = [], secretsFromStdin, data, examples = [] } = operation.cli ?? {};
  const properties = recordOf(operation.input['properties']);
  const positionals = positional.map((written): CommandArgument => {
    const name = written.replace(/^\[|\]$/g, '');
    const description = recordOf(properties[name])['description'];
    return {
      name,
      description: typeof description === 'string' ? description : '',
      ...(written === name ? {} : { optional: true }),
    };
  });
  // A secret on the command line shows in the process list, so its field has no flag.
  const leftOut = new Set([
    ...positionals.map(({ name }) => name),
    ...(secretsFromStdin === undefined ? [] : [secretsFromStdin]),
  ]);
  const flags = [
    ...flagsOfSchema(operation.input, leftOut),
    ...(data === undefined ? [] : [dataFlag]),
    ...(secretsFromStdin === undefined ? [] : [credentialsFlag]),
    ...(extraFlags[operation.id] ?? []),
  ];
  return { arguments: positionals, flags, examples, description: operation.description };
}
