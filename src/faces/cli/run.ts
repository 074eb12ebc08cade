import type { PorinError } from '../../kernel/errors.ts';
import { controls, operations } from '../client/catalog.gen.ts';
import { commands } from './commands.gen.ts';
import { type CommandEntry, commandTable, takesOf } from './commands-table.ts';
import type { Catalog } from './context.ts';
import { execute } from './execute.ts';
import { asPorinError, describeFailure, errorDocument, exitCodeOf } from './failure.ts';
import type { CliIo } from './io.ts';
import { jsonText } from './output.ts';
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
  const catalog: Catalog = io.catalog ?? { operations, controls };
  const table = commandTable(catalog, commands);
  // What the scripts of `completion` ask while somebody types; no command of anybody's.
  if (argv[0] === '__complete') {
    const { complete } = await import('./local/completion/complete.ts');
    return complete(argv.slice(1), { table, catalog, io });
  }
  const { words, entry, rest } = findCommand(argv, table);
  const asksHelp = words[0] === 'help' || isHelp(rest);
  const isStray = entry !== undefined && isStrayWord(rest[0], entry, table);
  if (entry && !asksHelp && !isStray) return execute({ entry, argv: rest, catalog, io });
  const { showHelp } = await import('./help.ts');
  if (isStray && !asksHelp)
    return showHelp({ words: [...words, rest[0] ?? ''], entry: undefined, asksHelp, table, io });
  return showHelp({ words, entry, asksHelp, table, io });
}

/** True for a word after a command that takes none and begins the names of others: `login complet`. */
function isStrayWord(word: string | undefined, entry: CommandEntry, table: readonly CommandEntry[]): boolean {
  if (word === undefined || word.startsWith('-')) return false;
  const isGroup = table.some(({ words }) => words.startsWith(`${entry.words} `));
  return isGroup && takesOf(entry).arguments.length === 0;
}

function isHelp(rest: readonly string[]): boolean {
  const end = rest.indexOf('--');
  return (end === -1 ? rest : rest.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

function reportFailure(error: PorinError, argv: readonly string[], io: CliIo): number {
  const asks = (name: string) => argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  if (asks('json')) io.stdout.write(jsonText(errorDocument(error, io.program), io.stdout));
  else {
    const color = asks('no-color') ? { color: false } : {};
    const style = styleFor({ isTty: io.stderr.isTTY === true, env: io.env, ...color });
    io.stderr.write(describeFailure(error, { style, program: io.program, debug: asks('debug') }));
  }
  return exitCodeOf(error);
}
