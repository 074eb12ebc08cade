import type { CommandDefinition, FlagValue } from '../../kernel/command.ts';
import { exitCodes, type PorinError } from '../../kernel/errors.ts';
import { type CommandEntry, commandTable, takesOf } from './commands-table.ts';
import { type Catalog, type CliContext, createContext } from './context.ts';
import { asPorinError, describeFailure, errorDocument, exitCodeOf } from './failure.ts';
import type { Flag } from './flags.ts';
import { globalFlags, readGlobals } from './globals.ts';
import type { CliIo } from './io.ts';
import type { ParsedArgv } from './parse.ts';
import { styleFor } from './term/style.ts';
import { findCommand } from './words.ts';

/** Runs one command line and gives back its exit code; never throws. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    return reportFailure(asPorinError(error), argv, io);
  }
}

async function dispatch(argv: readonly string[], io: CliIo): Promise<number> {
  const catalog: Catalog = io.catalog ?? (await import('../client/catalog.gen.ts'));
  const { commands } = await import('./commands.gen.ts');
  const table = commandTable(catalog, commands);
  const { words, entry, rest } = findCommand(argv, table);
  const asksHelp = words[0] === 'help' || isHelp(rest);
  if (asksHelp || !entry) {
    const help = await import('./help.ts');
    return help.showHelp({ words, entry, asksHelp, table, io });
  }
  return runEntry({ entry, argv: rest, catalog, io });
}

async function runEntry(job: {
  entry: CommandEntry;
  argv: readonly string[];
  catalog: Catalog;
  io: CliIo;
}): Promise<number> {
  const { entry, catalog, io } = job;
  const { parseArgv } = await import('./parse.ts');
  const takes = takesOf(entry);
  const own = new Set(takes.flags.map(({ name }) => name));
  const globals: readonly Flag[] = globalFlags.filter(({ name }) => !own.has(name));
  const parsed = parseArgv(
    { name: `${io.program} ${entry.words}`, arguments: takes.arguments, flags: takes.flags, globals },
    job.argv,
  );
  const settings = readGlobals(parsed.flags, own);
  const context = createContext(io, settings, catalog);
  for (const name of settings.ignored) context.out.warn(`--${name} has no effect: the token decides`);
  if (settings.token !== undefined)
    context.out.warn('--token is visible to other users of this machine; PORIN_TOKEN is not');
  switch (entry.source.kind) {
    case 'operation': {
      const { runOperation } = await import('./operation-command.ts');
      return runOperation(context, entry.source.operation, { takes, parsed });
    }
    case 'control': {
      const { runControl } = await import('./control-command.ts');
      return runControl(context, entry.source.control, { takes, parsed });
    }
    case 'local':
      return runLocal(context, entry.source.definition, { flags: takes.flags, parsed });
  }
}

async function runLocal(
  context: CliContext,
  definition: CommandDefinition<CliContext>,
  given: { flags: readonly Flag[]; parsed: ParsedArgv },
): Promise<number> {
  const { flagValue } = await import('./flag-values.ts');
  const flags: Record<string, FlagValue> = {};
  for (const flag of given.flags) {
    const value = given.parsed.flags[flag.name];
    // Kinds of local flags are scalars, and lists of text; flagValue gives nothing else for them.
    flags[flag.name] =
      value === undefined
        ? flag.default
        : flag.optionalValue
          ? value
          : ((await flagValue(flag, value, context.source)) as FlagValue);
  }
  const run = await definition.load();
  return (await run(context, { arguments: given.parsed.arguments, flags })) ?? exitCodes.ok;
}

function isHelp(rest: readonly string[]): boolean {
  const end = rest.indexOf('--');
  return (end === -1 ? rest : rest.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

function reportFailure(error: PorinError, argv: readonly string[], io: CliIo): number {
  const asks = (name: string) => argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  if (asks('json')) io.stdout.write(`${JSON.stringify(errorDocument(error), null, 2)}\n`);
  else {
    const color = asks('no-color') ? { color: false } : {};
    io.stderr.write(
      describeFailure(error, styleFor({ isTty: io.stderr.isTTY === true, env: io.env, ...color }), asks('debug')),
    );
  }
  return exitCodeOf(error);
}
