import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';
import { defaultDataDir } from './running.ts';
import { type Config, environmentName, type SettingName, settings } from './schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Flags = Readonly<Record<string, unknown>>;

export interface ResolvedSetting {
  readonly name: SettingName;
  readonly value: unknown;
  /** `default`, `flag --port`, `environment PORIN_PORT`, `file /path/porin.json`. */
  readonly source: string;
}

/**
 * The settings in force and where each comes from.
 * Errors: `configuration` naming the setting, its source and what was expected.
 */
export function resolveSettings(
  flags: Flags,
  env: Environment,
): { readonly config: Config; readonly lines: readonly ResolvedSetting[] } {
  const dataDir = resolve(typeof flags['data'] === 'string' ? flags['data'] : defaultDataDir(env));
  const file = readSettingsFile(flags, env, dataDir);
  const names = Object.keys(settings) as SettingName[];
  const lines = names.flatMap((name): ResolvedSetting[] => {
    if (name === 'data')
      return [
        {
          name,
          value: dataDir,
          source:
            flags['data'] === undefined ? (env['PORIN_DATA'] ? 'environment PORIN_DATA' : 'default') : 'flag --data',
        },
      ];
    const found = findRaw(name, flags, env, file);
    if (found === undefined) {
      const fallback = 'default' in settings[name] ? settings[name].default : undefined;
      return fallback === undefined ? [] : [{ name, value: fallback, source: 'default' }];
    }
    return [{ name, value: parseSetting(name, found), source: found.source }];
  });
  // Every name without a default is optional in Config, so the collected values are a whole Config.
  const config = Object.fromEntries(lines.map((line) => [line.name, line.value])) as unknown as Config;
  return { config, lines };
}

/** For people: every setting with its value, secrets hidden. */
export function describeSettings(
  flags: Flags,
  env: Environment,
): { name: string; value: string; source: string; description: string }[] {
  const { lines } = resolveSettings(flags, env);
  return (Object.keys(settings) as SettingName[]).map((name) => {
    const line = lines.find((candidate) => candidate.name === name);
    const isHidden = 'secret' in settings[name] && line !== undefined;
    const shown =
      line === undefined ? '' : typeof line.value === 'object' ? JSON.stringify(line.value) : String(line.value);
    return {
      name,
      value: isHidden ? '[hidden]' : shown,
      source: line?.source ?? 'not set',
      description: settings[name].description,
    };
  });
}

interface Raw {
  readonly value: unknown;
  readonly source: string;
}

function findRaw(
  name: SettingName,
  flags: Flags,
  env: Environment,
  file: { path: string; values: Flags } | undefined,
): Raw | undefined {
  const definition = settings[name];
  if (flags[name] !== undefined)
    return { value: flags[name], source: `flag ${'flag' in definition ? definition.flag : name}` };
  const variable = environmentName(name);
  if (env[variable] !== undefined && env[variable] !== '')
    return { value: env[variable], source: `environment ${variable}` };
  if (file && file.values[name] !== undefined) return { value: file.values[name], source: `file ${file.path}` };
  return undefined;
}

function parseSetting(name: SettingName, raw: Raw): unknown {
  const definition = settings[name];
  const parsed = definition.schema.safeParse(raw.value);
  if (parsed.success) return parsed.data;
  const shown = 'secret' in definition ? '' : ` ${JSON.stringify(raw.value)}`;
  throw new PorinError(
    'configuration',
    `${raw.source}:${shown} is not a valid ${name}: ${parsed.error.issues.map(({ message }) => message.replace(/^Too (?:big|small): /, '')).join('; ')}`,
    {
      hint: `${definition.description}. porin config print shows every setting`,
    },
  );
}

function readSettingsFile(
  flags: Flags,
  env: Environment,
  dataDir: string,
): { path: string; values: Flags } | undefined {
  const named = typeof flags['config'] === 'string' ? flags['config'] : env['PORIN_CONFIG'];
  const path = resolve(named ?? join(dataDir, 'porin.json'));
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '');
    if (isAbsent && named === undefined) return undefined;
    throw new PorinError('configuration', `Cannot read the configuration file ${path}`, {
      cause,
      hint: isAbsent ? 'Create it, or leave --config out' : 'Make it readable',
    });
  }
  return { path, values: parseSettingsFile(path, content) };
}

function parseSettingsFile(path: string, content: string): Flags {
  let values: unknown;
  try {
    values = JSON.parse(content);
  } catch (cause) {
    // The parser's own words repeat a piece of the file, which may be a secret; its position is enough.
    const position =
      cause instanceof Error ? /at position \d+( \(line \d+ column \d+\))?/.exec(cause.message)?.[0] : undefined;
    throw new PorinError('configuration', `${path} is not JSON${position === undefined ? '' : ` (${position})`}`, {
      hint: 'Correct the file; it has to hold one JSON object',
    });
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new PorinError('configuration', `${path}: expected a JSON object`);
  for (const name of Object.keys(values)) {
    if (name === 'data') {
      throw new PorinError('configuration', `${path}: data cannot be set in the file, which is looked for there`, {
        hint: 'Use --data or PORIN_DATA',
      });
    }
    if (Object.hasOwn(settings, name)) continue;
    const nearest = nearestName(name, Object.keys(settings));
    throw new PorinError('configuration', `${path}: unknown setting ${name}`, {
      hint: nearest === undefined ? 'porin config print lists them' : `Did you mean ${nearest}?`,
    });
  }
  // An object by the checks above.
  return values as Flags;
}
