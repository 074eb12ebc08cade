import { PorinError } from '../../kernel/errors.ts';
import type { CatalogOperation } from '../client/catalog.ts';
import type { CommandTakes } from './commands-table.ts';
import { flagValue, type TextSource } from './flag-values.ts';
import type { ParsedArgv } from './parse.ts';
import { isRecord } from './term/record.ts';

/**
 * One operation's input from a command line: `--data` first, then flags over it, then positionals and secrets from stdin.
 * Errors: `bad_request` naming the flag.
 */
export async function operationInput(
  operation: CatalogOperation,
  takes: CommandTakes,
  parsed: ParsedArgv,
  source: TextSource,
): Promise<Record<string, unknown>> {
  const { data, secretsFromStdin } = operation.cli ?? {};
  const special = new Set(['output', ...(data === undefined ? [] : ['data']), 'credentials-stdin']);
  const own = takes.flags.filter((flag) => !special.has(flag.name) || isProperty(operation, flag.name));
  const input = await flagInput(own, parsed, source);
  const whole =
    data === undefined || parsed.flags['data'] === undefined ? undefined : await dataObject(takes, parsed, source);
  const merged =
    whole === undefined || data === undefined
      ? input
      : data === '*'
        ? { ...whole, ...input }
        : { ...input, [data]: whole };
  const positional = Object.entries(parsed.arguments).filter(([, value]) => value !== undefined);
  const secrets =
    secretsFromStdin !== undefined && parsed.flags['credentials-stdin'] === true
      ? { [secretsFromStdin]: credentialsFrom(await source.stdin()) }
      : {};
  return { ...merged, ...Object.fromEntries(positional), ...secrets };
}

/** The values of the flags that were given. */
export async function flagInput(
  flags: CommandTakes['flags'],
  parsed: ParsedArgv,
  source: TextSource,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const flag of flags) {
    const given = parsed.flags[flag.name];
    if (given !== undefined) values[flag.name] = await flagValue(flag, given, source);
  }
  return values;
}

function isProperty(operation: CatalogOperation, name: string): boolean {
  const properties = operation.input['properties'];
  return isRecord(properties) && name in properties;
}

async function dataObject(
  takes: CommandTakes,
  parsed: ParsedArgv,
  source: TextSource,
): Promise<Readonly<Record<string, unknown>>> {
  const flag = takes.flags.find(({ name }) => name === 'data');
  const value =
    flag && parsed.flags['data'] !== undefined ? await flagValue(flag, parsed.flags['data'], source) : undefined;
  if (isRecord(value)) return value;
  throw new PorinError('bad_request', '--data is not a JSON object', {
    hint: `Example: --data '{"name": "Sales account"}'`,
  });
}

/** Credentials as given on standard input: a JSON object by field, or one bare secret. */
export function credentialsFrom(text: string): Readonly<Record<string, unknown>> | string {
  const trimmed = text.trim();
  if (trimmed === '') {
    throw new PorinError('bad_request', 'Standard input holds no credentials', {
      hint: `Pipe them in: echo "$API_KEY" | … --credentials-stdin`,
    });
  }
  if (!trimmed.startsWith('{')) return trimmed;
  try {
    const value: unknown = JSON.parse(trimmed);
    if (isRecord(value)) return value;
  } catch {
    // The parser's message would repeat part of the secret, so it is dropped.
  }
  throw new PorinError('bad_request', 'Standard input begins like a JSON object but is not one', {
    hint: `Example: {"apiKey": "…"}`,
  });
}
