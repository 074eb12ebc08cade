import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';

/**
 * Where `--output` puts files of these names: a folder, there or named with a slash at its end, takes each under its own
 * name, and so does what is not there yet when there are several; anything else is the path of the one file. A folder is
 * made when it is absent.
 * Errors: `bad_request` for several files on one path, and for a folder that cannot be made.
 */
export async function savePlaces(cwd: string, output: string, names: readonly string[]): Promise<readonly string[]> {
  const full = resolve(cwd, output);
  const found = await stat(full).catch(() => undefined);
  const isFile = found === undefined ? !/[/\\]$/.test(output) : !found.isDirectory();
  if (isFile && names.length === 1) return [output];
  if (isFile && found !== undefined) {
    throw new PorinError('bad_request', `The answer holds ${names.length} files, and ${output} is one file`, {
      hint: 'Name a folder with --output; it is made when it is absent',
    });
  }
  await mkdir(full, { recursive: true }).catch((cause: Error) => {
    throw new PorinError('bad_request', `Cannot make the folder ${output}: ${cause.message}`, {
      hint: 'Choose another place with --output',
      cause,
    });
  });
  return ownNames(names).map((name) => join(output, name));
}

/** Letters may take four bytes, and file systems take 255. */
const longestStem = 50;

/** Names as files in one folder: none leads out of it, none is hidden or a device, and no two are the same in any case. */
function ownNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((given) => {
    const safe = safeName(given);
    const { stem, ending } = partsOf(safe);
    let name = safe;
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${stem} (${count})${ending}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

function safeName(given: string): string {
  const plain = given
    .normalize('NFC')
    .replace(/[\p{C}/\\:*?"<>|]+/gu, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const { stem, ending } = partsOf(plain);
  const name = `${[...stem].slice(0, longestStem).join('')}${ending}`;
  if (name === '') return 'file';
  return /^(?:con|prn|aux|nul|(?:com|lpt)\d)(?:\.|$)/i.test(name) ? `_${name}` : name;
}

function partsOf(name: string): { readonly stem: string; readonly ending: string } {
  const [, stem = name, ending = ''] = /^(.+?)(\.[^.]{1,10})?$/.exec(name) ?? [];
  return { stem, ending };
}
