import type { Flag } from './flags.ts';

/**
 * Brings the spellings people and skills use to the one that the parser knows: `--connection-id` for `--connectionId`,
 * `--wait=true` for `--wait`, `--json-value={…}` for `--json '{…}'`. Values of flags and everything after `--` stay as they are.
 */
export function normalizeArgv(argv: readonly string[], flags: readonly Flag[]): string[] {
  const byName = new Map(flags.flatMap((flag) => namesOf(flag).map((name) => [name, flag] as const)));
  const normalized: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') return [...normalized, ...argv.slice(index)];
    const next = argv[index + 1];
    const { flag, words } = readWord(word, byName);
    if (
      flag?.optionalValue &&
      words.length === 1 &&
      !word.includes('=') &&
      next !== undefined &&
      /^\s*[{["]/.test(next)
    ) {
      normalized.push(`--${valueName(flag)}=${next}`);
      index++;
      continue;
    }
    if (flag && saysWhether(flag, word, next)) {
      normalized.push(...readWord(`${word}=${next}`, byName).words);
      index++;
      continue;
    }
    normalized.push(...words);
    if (flag && takesNext(flag, word) && next !== undefined) {
      normalized.push(next);
      index++;
    }
  }
  return normalized;
}

/** True for a boolean with its value behind it, as in `--connected false`. */
function saysWhether(flag: Flag, word: string, next: string | undefined): boolean {
  return (
    flag.kind === 'boolean' &&
    !flag.optionalValue &&
    word.startsWith('--') &&
    !word.includes('=') &&
    (next === 'true' || next === 'false')
  );
}

/** The parser's name for the value of a flag that may stand alone; it is an option of its own, so that it never takes the next word. */
export function valueName(flag: Flag): string {
  return `${flag.name}-value`;
}

/** True when the word after this one is the flag's value. */
export function takesNext(flag: Flag, word: string): boolean {
  if (flag.kind === 'boolean' || flag.optionalValue) return false;
  return word.startsWith('--') ? !word.includes('=') : word.length === 2;
}

function readWord(word: string, byName: ReadonlyMap<string, Flag>): { flag?: Flag; words: string[] } {
  if (!word.startsWith('--')) {
    const flag = /^-[A-Za-z]/.test(word) ? byName.get(word.slice(0, 2)) : undefined;
    return { ...(flag ? { flag } : {}), words: [word] };
  }
  const [, written = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const negated = written.startsWith('no-') && byName.get(fold(written.slice(3)))?.kind === 'boolean';
  const flag = byName.get(fold(negated ? written.slice(3) : written));
  if (!flag) return { words: [word] };
  if (flag.kind === 'boolean' && !flag.optionalValue && value !== undefined && /^(true|false|1|0)$/i.test(value)) {
    const on = /^(true|1)$/i.test(value) !== negated;
    return { flag, words: [on ? `--${flag.name}` : `--no-${flag.name}`] };
  }
  if (flag.optionalValue && value !== undefined) return { flag, words: [`--${valueName(flag)}=${value}`] };
  const dashed = `--${negated ? 'no-' : ''}${flag.name}`;
  return { flag, words: [value === undefined ? dashed : `${dashed}=${value}`] };
}

function namesOf(flag: Flag): string[] {
  return [fold(flag.name), ...(flag.short === undefined ? [] : [`-${flag.short}`])];
}

/** `connection-id`, `connectionId` and `connectionID` are one name. */
function fold(name: string): string {
  return name.replaceAll('-', '').toLowerCase();
}
