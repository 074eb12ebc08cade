import { takesNext } from '../../argv.ts';
import { type CommandTakes, takesOf } from '../../commands-table.ts';
import type { Flag } from '../../flags.ts';
import { globalFlags } from '../../globals.ts';
import { helpTopics } from '../../help-topics.ts';
import { type FoundCommand, findCommand } from '../../words.ts';
import type { Candidate, CompletionPlace } from './complete.ts';
import { filesFor } from './files.ts';
import { knownValues } from './known-values.ts';

interface Question {
  readonly words: readonly string[];
  readonly current: string;
  readonly place: CompletionPlace;
}

/** What could stand at the cursor; more than fits what is typed already. */
export async function candidates(question: Question): Promise<readonly Candidate[]> {
  const { words, current, place } = question;
  if (words[0] === 'help') return [...topics(words), ...commandWords(words.slice(1), place)];
  const found = findCommand(words, place.table);
  const takes = found.entry ? takesOf(found.entry) : undefined;
  const flags = [
    ...(takes?.flags ?? []),
    ...globalFlags.filter(({ name }) => !takes?.flags.some((own) => own.name === name)),
  ];
  const open = openFlag(found.rest, flags);
  if (open) return valuesOf(open, { ...question, found });
  const [, name = ''] = /^--([\w-]+)=/.exec(current) ?? [];
  const assigned = flagNamed(name, flags);
  if (assigned)
    return underFlag(name, await valuesOf(assigned, { ...question, current: current.slice(name.length + 3), found }));
  if (current.startsWith('-')) return flagWords(flags, found.rest);
  const next = isBare(found) ? commandWords(found.words, place) : [];
  return [...next, ...(takes ? await positional(takes, { ...question, found }) : [])];
}

function topics(words: readonly string[]): readonly Candidate[] {
  return words.length === 1 ? Object.entries(helpTopics).map(([value, description]) => ({ value, description })) : [];
}

/** True while the next word may go on with the command's name. */
function isBare({ words, entry, rest }: FoundCommand): boolean {
  return entry === undefined ? rest.every((word) => word.startsWith('-')) : rest.length === 0 && words.length > 0;
}

function commandWords(typed: readonly string[], { table }: CompletionPlace): readonly Candidate[] {
  const prefix = typed.length === 0 ? '' : `${typed.join(' ')} `;
  const found = new Map<string, Candidate>();
  for (const { words, summary } of table) {
    if (!words.startsWith(prefix)) continue;
    const [value = '', ...more] = words.slice(prefix.length).split(' ');
    if (more.length === 0) found.set(value, { value, description: summary });
    else if (!found.has(value)) found.set(value, { value, description: `${value} …` });
  }
  if (prefix === '') found.set('help', { value: 'help', description: 'Explain a command, or a topic' });
  return [...found.values()];
}

/** The flag whose value the cursor is at. */
function openFlag(rest: readonly string[], flags: readonly Flag[]): Flag | undefined {
  const last = rest.at(-1) ?? '';
  if (!last.startsWith('-') || last.includes('=')) return undefined;
  const flag = last.startsWith('--')
    ? flagNamed(last.slice(2), flags)
    : flags.find(({ short }) => last === `-${short}`);
  return flag && takesNext(flag, last) ? flag : undefined;
}

function flagNamed(name: string, flags: readonly Flag[]): Flag | undefined {
  const folded = name.replaceAll('-', '').toLowerCase();
  return flags.find((flag) => flag.name.replaceAll('-', '').toLowerCase() === folded);
}

function underFlag(name: string, values: readonly Candidate[]): readonly Candidate[] {
  return values.map((candidate) => ({ ...candidate, value: `--${name}=${candidate.value}` }));
}

function flagWords(flags: readonly Flag[], rest: readonly string[]): readonly Candidate[] {
  const given = new Set(rest.map((word) => word.replace(/^--(no-)?/, '').replace(/=.*$/s, '')));
  const words = flags
    .filter(({ name, repeatable }) => repeatable || !given.has(name))
    .map(({ name, declined, description }) => ({ value: `--${declined ? 'no-' : ''}${name}`, description }));
  return [...words, { value: '--help', description: 'Explain this command' }];
}

type Asked = Question & { readonly found: FoundCommand };

async function valuesOf(flag: Flag, asked: Asked): Promise<readonly Candidate[]> {
  if (flag.choices) return flag.choices.map((value) => ({ value }));
  if (flag.kind === 'boolean') return [{ value: 'true' }, { value: 'false' }];
  return valuesNamed(flag.name, asked, flag.kind === 'file' || flag.value === 'path');
}

async function positional(takes: CommandTakes, asked: Asked): Promise<readonly Candidate[]> {
  const flags = [...takes.flags, ...globalFlags];
  const { rest, entry } = asked.found;
  let count = 0;
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (!word.startsWith('-') || word === '-') count++;
    else if (openFlag([word], flags)) index++;
  }
  const argument = takes.arguments[count] ?? takes.arguments.findLast(({ variadic }) => variadic);
  if (!argument) return [];
  if (entry?.words === 'completion') return ['bash', 'zsh', 'fish', 'powershell'].map((value) => ({ value }));
  return valuesNamed(argument.name, asked, false);
}

async function valuesNamed(name: string, asked: Asked, isPath: boolean): Promise<readonly Candidate[]> {
  const { current, place, found } = asked;
  if (current.startsWith('@')) {
    const files = await filesFor(current.slice(1), place.io.cwd);
    return files.map(({ value }) => ({ value: `@${value}` }));
  }
  if (isPath || ['data', 'config', 'output', 'data-dir', 'directory'].includes(name))
    return filesFor(current, place.io.cwd);
  return knownValues(name, found, place);
}
