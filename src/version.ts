import { readFileSync } from 'node:fs';

declare const PORIN_VERSION: string | undefined;

/** The program's version; the build writes it in, a checkout reads it from package.json. */
export const version: string = typeof PORIN_VERSION === 'string' ? PORIN_VERSION : readVersion();

function readVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}
