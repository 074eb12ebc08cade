import { Refusal } from './reply.ts';

const deepest = 100;

/** Reads JSON that somebody sent. Errors: the app's refusal of what is none, or is nested too deep. */
export function parsedJson(text: string, what: 'body' | 'query'): unknown {
  const value = read(text, what);
  // Writing it again would end in a stack overflow.
  if (isDeeper(value, deepest)) {
    throw new Refusal(`Malformed request. The ${what} is nested deeper than ${deepest} levels`, { status: 400 });
  }
  return value;
}

function read(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is the caller's mistake.
    throw new Refusal(`Malformed request. The ${what} is not valid JSON`, { status: 400 });
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}

/** Any value in words; `String` throws at objects whose `toString` somebody sent. */
export function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A number, or a text that is one; dates of properties are written so: $D_1700000000. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  const number = typeof value === 'number' ? value : Number(value.replace(/^\$D_/, ''));
  return Number.isFinite(number) ? number : undefined;
}
