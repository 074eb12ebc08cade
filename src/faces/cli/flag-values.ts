import { PorinError } from '../../kernel/errors.ts';
import type { Flag } from './flags.ts';
import { findJsonFault } from './json-fault.ts';

/** Where `@file` and `-` are read from. */
export interface TextSource {
  file(path: string): Promise<string>;
  stdin(): Promise<string>;
}

/** The value that the text behind a flag stands for. Errors: `bad_request` naming the flag. */
export async function flagValue(
  flag: Flag,
  given: string | boolean | readonly string[],
  source: TextSource,
): Promise<unknown> {
  if (typeof given === 'boolean') return given;
  if (typeof given === 'string') return singleValue(flag, given, source);
  const [first] = given;
  if (given.length === 1 && first?.trimStart().startsWith('[')) {
    const list = parseJsonFlag(flag.name, first);
    if (Array.isArray(list)) return list;
  }
  const texts = flag.choices ? given.flatMap((text) => text.split(',')) : given;
  return Promise.all(texts.map((text) => singleValue(flag, text, source)));
}

async function singleValue(flag: Flag, text: string, source: TextSource): Promise<unknown> {
  if (flag.choices && !flag.choices.includes(text)) {
    throw new PorinError('bad_request', `--${flag.name} cannot be ${JSON.stringify(text)}`, {
      hint: `Give one of: ${flag.choices.join(', ')}`,
    });
  }
  switch (flag.kind) {
    case 'number':
    case 'integer':
      return numberValue(flag, text);
    case 'json':
      return parseJsonFlag(flag.name, await readReference(text, source, flag.name));
    case 'any': {
      const read = await readReference(text, source, flag.name);
      return looksLikeJson(read) ? parseJsonFlag(flag.name, read) : scalar(read);
    }
    case 'file':
      return text.trimStart().startsWith('{') ? parseJsonFlag(flag.name, text) : text;
    default:
      return flag.isText ? plainText(text, source, flag.name) : text;
  }
}

/** Text as given, or what a file holds, without the line end that editors put behind it. `@@` stands for an `@` at the beginning. */
async function plainText(text: string, source: TextSource, flagName: string): Promise<string> {
  if (text.startsWith('@@')) return text.slice(1);
  if (text !== '-' && !text.startsWith('@')) {
    if (flagName === 'code') await refusePath(text, source);
    return text;
  }
  const hint = `Paths are taken from the current directory; text that begins with an @ is written --${flagName} '@${text}'`;
  return (await readReference(text, source, flagName, hint)).replace(/\r?\n$/, '');
}

/** The name of a file is code too, but never what is meant where there is such a file. Errors: `bad_request`. */
async function refusePath(text: string, source: TextSource): Promise<void> {
  if (!/^[\w./\\-]+\.[cm]?[jt]s$/.test(text)) return;
  const isThere = await source.file(text).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new PorinError('bad_request', `--code is the name of a file, not what is in it: ${text}`, {
    hint: `Did you mean --code @${text}?`,
  });
}

function numberValue(flag: Flag, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || (flag.kind === 'integer' && !Number.isInteger(value))) {
    const expected = flag.kind === 'integer' ? 'a whole number' : 'a number';
    throw new PorinError('bad_request', `--${flag.name} takes ${expected}, not ${JSON.stringify(text)}`, {
      hint: `Example: --${flag.name} 10`,
    });
  }
  return value;
}

function scalar(text: string): unknown {
  if (/^-?\d+(\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text)))) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text === 'null' ? null : text;
}

function looksLikeJson(text: string): boolean {
  return /^\s*[{["]/.test(text);
}

const whyUnread: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

/** Follows `@file` and `-`; any other text is itself. */
export async function readReference(
  text: string,
  source: TextSource,
  flagName: string,
  hint = 'Paths are taken from the current directory',
): Promise<string> {
  if (text === '-') return source.stdin();
  if (!text.startsWith('@')) return text;
  try {
    return await source.file(text.slice(1));
  } catch (cause) {
    const why = whyUnread[(cause as NodeJS.ErrnoException).code ?? ''] ?? (cause as Error).message;
    const path = text === '@' ? 'what @ names' : text.slice(1);
    throw new PorinError('bad_request', `--${flagName}: cannot read ${path}: ${why}`, { hint, cause });
  }
}

/** Parses the JSON behind a flag. Errors: `bad_request` with the flag, the place and what was expected there. */
export function parseJsonFlag(flagName: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const { position, expected } = findJsonFault(text) ?? { position: 0, expected: 'JSON' };
    const found = position >= text.length ? 'it ends' : `found ${JSON.stringify(text.slice(position, position + 12))}`;
    throw new PorinError(
      'bad_request',
      `--${flagName} is not JSON: expected ${expected} at position ${position}, ${found}`,
      {
        hint: `Quote it for the shell, or give --${flagName} @file.json, or --${flagName} - for standard input`,
        cause,
      },
    );
  }
}
