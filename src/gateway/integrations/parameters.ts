import type { AuthOption, ConnectorDefinition } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import { nearestName } from '../../kernel/issues.ts';
import type { IntegrationEdit } from '../../kernel/ports/gateway-integrations.ts';
import type { Storage } from '../../kernel/ports/storage.ts';
import type { IntegrationRow } from '../../kernel/ports/storage-connect.ts';
import type { SealedSecret, Vault } from '../../kernel/ports/vault.ts';
import { isSecretName } from '../../platform/telemetry/secret-names.ts';
import { missingIn, neededParameters, parametersFor } from '../catalog/parameters.ts';

export const parameterTitles: Readonly<Record<string, string>> = {
  clientId: 'Client ID',
  clientSecret: 'Client secret',
};

const maxParameters = 50;
const maxNameLength = 100;
const maxValueLength = 8_192;

/** What was given, by where it goes. */
export interface ParameterChange {
  readonly plain: Readonly<Record<string, string | null>>;
  readonly secret: Readonly<Record<string, string | null>>;
}

/**
 * Sorts parameters into plain and secret ones.
 * Errors: `bad_request` naming the parameter, also for one that is all but a known one; no message repeats a value.
 */
export function readParameters(
  { auth }: ConnectorDefinition,
  given: NonNullable<IntegrationEdit['parameters']>,
): ParameterChange {
  const known = [...new Set(auth.flatMap(neededParameters))];
  const plain: Record<string, string | null> = Object.create(null);
  const secret: Record<string, string | null> = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    checkName(name, known);
    const text = value === null ? '' : String(value).trim();
    if (text.length > maxValueLength || /[\r\n\0]/.test(text)) {
      throw new PorinError(
        'bad_request',
        `parameters.${name}: expected one line of at most ${maxValueLength} characters`,
      );
    }
    (isSecretName(name) ? secret : plain)[name] = text === '' ? null : text;
  }
  return { plain, secret };
}

function checkName(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  if (!/^[A-Za-z][\w.-]*$/.test(name) || name.length > maxNameLength) {
    throw new PorinError('bad_request', `parameters: '${name.slice(0, 60)}' is not a name`, {
      hint: 'Names are letters, digits, dot, dash and underscore',
    });
  }
  const meant = nearestName(name, known);
  if (meant === undefined) return;
  throw new PorinError('bad_request', `parameters.${name}: unknown parameter, did you mean ${meant}?`, {
    hint: `This connector takes ${known.join(' and ')}`,
  });
}

/** The plain parameters after a change. Errors: `bad_request` when they are too many. */
export function changed(
  before: Readonly<Record<string, string>>,
  change: ParameterChange['plain'],
): Readonly<Record<string, string>> {
  const merged = Object.entries({ ...before, ...change });
  const after = merged.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]));
  if (after.length <= maxParameters) return Object.fromEntries(after);
  throw new PorinError('bad_request', `parameters: ${after.length} are more than the ${maxParameters} that are kept`);
}

export interface SecretParts {
  readonly storage: Pick<Storage, 'secrets'>;
  readonly vault: Pick<Vault, 'sealSecret' | 'openSecret'>;
}

const mostAttempts = 20;

/**
 * Seals the secret parameters of an integration as they are after a change; the others are opened for that and sealed anew.
 * What another change seals meanwhile stays. Errors: `bad_request` when they are too many; `conflict` when they change without end.
 */
export async function storeSecrets(
  { storage, vault }: SecretParts,
  integrationId: string,
  change: ParameterChange['secret'],
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const before = await storage.secrets.get(integrationId);
    const opened = Object.entries(before ? vault.openSecret(before) : {}).map(([name, value]) => [
      name,
      value.reveal(),
    ]);
    const merged = changed(Object.fromEntries(opened), change);
    const isEmpty = Object.keys(merged).length === 0;
    const version = (before?.version ?? 0) + 1;
    const after = isEmpty ? null : vault.sealSecret({ ownerId: integrationId, version }, merged);
    if (await storage.secrets.replace(integrationId, { before, after })) return;
  }
  throw new PorinError('conflict', `The parameters of ${integrationId} are changed by others again and again`, {
    hint: 'Try again',
  });
}

/** True when an option that is offered lacks parameters; secrets are looked for by name alone, not opened. */
export function hasMissingParameters(
  offered: readonly AuthOption[],
  row: Pick<IntegrationRow, 'parameters' | 'options'> | undefined,
  sealed: SealedSecret | undefined,
): boolean {
  return offered.some((option) => {
    const values = parametersFor(option.key, row, sealed?.fields ?? {});
    return missingIn(values, neededParameters(option)).length > 0;
  });
}

type Options = IntegrationRow['options'];

/** The settings of options. Errors: `bad_request` for an option that the connector has not, and for secrets, which are sealed elsewhere. */
export function readOptions(
  { auth }: ConnectorDefinition,
  given: NonNullable<IntegrationEdit['optionsConfig']>,
): Options {
  const keys = auth.map(({ key }) => key);
  const read = Object.entries(given).map(([name, { disabled, parameters }]): [string, Options[string]] => {
    // The contract's default option has no name.
    const key = name === '' ? (keys[0] ?? '') : name;
    if (!keys.includes(key)) {
      throw new PorinError('bad_request', `optionsConfig: no auth option '${key.slice(0, 60)}'`, {
        hint: `This connector has ${keys.join(', ')}`,
      });
    }
    const secret = Object.keys(parameters ?? {}).find(isSecretName);
    if (secret !== undefined) {
      throw new PorinError('bad_request', `optionsConfig.${key}.parameters: ${secret} is a secret`, {
        hint: 'Give it in parameters, which seal it',
      });
    }
    return [
      key,
      { ...(disabled === undefined ? {} : { disabled }), ...(parameters === undefined ? {} : { parameters }) },
    ];
  });
  return Object.fromEntries(read);
}
