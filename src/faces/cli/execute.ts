import type { CommandDefinition, FlagValue } from '../../kernel/command.ts';
import { errorKinds, exitCodes, isPorinError } from '../../kernel/errors.ts';
import { withResume } from './approval.ts';
import { type CommandEntry, type CommandTakes, takesOf } from './commands-table.ts';
import { type Catalog, type CliContext, createContext } from './context.ts';
import { runControl } from './control-command.ts';
import { flagValue } from './flag-values.ts';
import type { Flag } from './flags.ts';
import { globalFlags, readGlobals } from './globals.ts';
import type { CliIo } from './io.ts';
import { runOperation } from './operation-command.ts';
import type { CommandShape, ParsedArgv } from './parse.ts';
import { readArgv } from './read-argv.ts';

/** Runs one command with the words after its name and gives back its exit code. */
export async function execute(job: {
  entry: CommandEntry;
  argv: readonly string[];
  catalog: Catalog;
  io: CliIo;
}): Promise<number> {
  const { entry, catalog, io } = job;
  const takes = takesOf(entry);
  const own = new Set(takes.flags.map(({ name }) => name));
  const globals: readonly Flag[] = globalFlags.filter(({ name }) => !own.has(name));
  const parsed = await parse(
    { name: `${io.program} ${entry.words}`, arguments: takes.arguments, flags: takes.flags, globals },
    job.argv,
  );
  const settings = readGlobals(parsed.flags, own);
  const context = createContext(io, settings, catalog);
  if (settings.token !== undefined) {
    context.out.warn('--token is visible to other users of this machine; PORIN_TOKEN is not');
  }
  try {
    return await run(context, entry.source, { takes, parsed });
  } catch (error) {
    throw withResume(withHelp(error, entry.words, parsed.arguments['id']), io.program, [
      ...entry.words.split(' '),
      ...job.argv,
    ]);
  }
}

async function run(
  context: CliContext,
  source: CommandEntry['source'],
  { takes, parsed }: { readonly takes: CommandTakes; readonly parsed: ParsedArgv },
): Promise<number> {
  switch (source.kind) {
    case 'operation':
      return runOperation(context, source.operation, { takes, parsed });
    case 'control':
      return runControl(context, source.control, { takes, parsed });
    case 'local':
      return runLocal(context, source.definition, { flags: takes.flags, parsed });
  }
}

/** Where nobody knew better than `Correct the named field`, the help of the command does. */
function withHelp(error: unknown, words: string, id: unknown): unknown {
  if (!isPorinError(error) || error.code !== 'bad_request' || error.hint !== errorKinds.bad_request.hint) return error;
  // What an action takes is in no help.
  const command = words === 'action run' && typeof id === 'string' ? `action get ${id}` : `${words} --help`;
  return Object.assign(error, { hint: `porin ${command} shows what it takes` });
}

async function parse(shape: CommandShape, argv: readonly string[]): Promise<ParsedArgv> {
  const read = readArgv(shape, argv);
  if (read) return read;
  const { parseArgv } = await import('./parse.ts');
  return parseArgv(shape, argv);
}

async function runLocal(
  context: CliContext,
  definition: CommandDefinition<CliContext>,
  given: { flags: readonly Flag[]; parsed: ParsedArgv },
): Promise<number> {
  const flags: Record<string, FlagValue> = {};
  for (const flag of given.flags) flags[flag.name] = await localValue(context, flag, given.parsed.flags[flag.name]);
  const run = await definition.load();
  return (await run(context, { arguments: given.parsed.arguments, flags })) ?? exitCodes.ok;
}

async function localValue(
  context: CliContext,
  flag: Flag,
  value: ParsedArgv['flags'][string] | undefined,
): Promise<FlagValue> {
  if (value === undefined) return flag.default;
  if (flag.optionalValue) return value;
  // Local flags are scalars and lists of text; flagValue gives nothing else for them.
  return (await flagValue(flag, value, context.source)) as FlagValue;
}
