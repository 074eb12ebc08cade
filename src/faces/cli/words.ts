import { takesNext } from './argv.ts';
import type { CommandEntry } from './commands-table.ts';
import { globalFlags } from './globals.ts';

export interface FoundCommand {
  /** The words that were read as a command: the whole name, or as far as it made sense. */
  readonly words: readonly string[];
  readonly entry: CommandEntry | undefined;
  /** Everything else, in order. */
  readonly rest: readonly string[];
}

/** Finds the command in a command line. Global flags may stand before it and between its words; the longest name wins. */
export function findCommand(argv: readonly string[], table: readonly CommandEntry[]): FoundCommand {
  const places = wordPlaces(argv);
  const known = new Map(table.map((entry) => [entry.words, entry]));
  const spelled = (count: number) => places.slice(0, count).map((place) => argv[place] ?? '');
  for (let count = Math.min(places.length, 4); count > 0; count--) {
    const entry = known.get(spelled(count).join(' '));
    if (entry) return { words: spelled(count), entry, rest: without(argv, places.slice(0, count)) };
  }
  const isGroup = (count: number) => table.some(({ words }) => words.startsWith(`${spelled(count).join(' ')} `));
  let count = 0;
  while (count < places.length && isGroup(count + 1)) count++;
  // One word more than what made sense: the one that did not.
  const taken = spelled(argv[places[0] ?? 0] === 'help' ? places.length : Math.min(count + 1, places.length));
  return { words: taken, entry: undefined, rest: without(argv, places.slice(0, taken.length)) };
}

/** Where the words are that are neither flags nor values of global flags; a command's own flags end the search. */
function wordPlaces(argv: readonly string[]): number[] {
  const places: number[] = [];
  for (let index = 0; index < argv.length && places.length < 4; index++) {
    const word = argv[index] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-')) {
      places.push(index);
      continue;
    }
    const name = word.replace(/^--?(no-)?/, '').replace(/=.*$/s, '');
    const flag = globalFlags.find((candidate) => candidate.name === name || candidate.short === name);
    const isHelp = word === '--help' || word === '-h';
    if (!flag && !isHelp) break;
    if (flag && takesNext(flag, word)) index++;
  }
  return places;
}

function without(argv: readonly string[], places: readonly number[]): string[] {
  return argv.filter((_, index) => !places.includes(index));
}
