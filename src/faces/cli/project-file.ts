import { dirname, join } from 'node:path';
import { recordOf } from './flags.ts';

const { readFileSync, statSync } = process.getBuiltinModule('node:fs');

/** The gateway's address that the project of a folder names in `.membrane/config.json`; the nearest folder above that names one counts. */
export function projectAddress(folder: string): string | undefined {
  const above = dirname(folder);
  return addressIn(join(folder, '.membrane', 'config.json')) ?? (above === folder ? undefined : projectAddress(above));
}

function addressIn(file: string): string | undefined {
  try {
    // Another user of this machine may plant one above a folder that all share, such as /tmp.
    if (process.getuid && statSync(file).uid !== process.getuid()) return undefined;
    const { apiUri } = recordOf(JSON.parse(readFileSync(file, 'utf8')));
    return typeof apiUri === 'string' && URL.canParse(apiUri) ? apiUri : undefined;
  } catch {
    // There is none, or it is not for us.
    return undefined;
  }
}
