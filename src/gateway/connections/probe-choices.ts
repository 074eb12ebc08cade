import type { AuthOption, CredentialField } from '../../kernel/connector.ts';
import { isPorinError, PorinError } from '../../kernel/errors.ts';
import type { ConnectionRow, SealedCredentials } from '../../kernel/ports/storage.ts';

/** Asks the app whether it accepts credentials. Errors: `bad_request` when it refuses them. */
export type TryCredentials = (connection: ConnectionRow, sealed: SealedCredentials) => Promise<void>;

/** The same, and gives the fields that were found out. */
export type FindFields = (
  connection: ConnectionRow,
  sealed: SealedCredentials,
) => Promise<Readonly<Record<string, string>>>;

type Trial = { readonly choice: string; readonly error?: unknown };

/**
 * A trial that finds out what nobody entered: each choice of a field that may be probed is tried, and the first that the app accepts is given.
 * Errors: `bad_request` that says what was tried, when it refuses all that could be asked; else why none could be asked.
 */
export function triedChoices(tryCredentials: TryCredentials, option: AuthOption): FindFields {
  return async (row, sealed) => {
    const probed = option.test && openField(option, row);
    if (!probed) {
      await tryCredentials(row, sealed).catch(async (error: unknown) => {
        throw isRefusal(error) ? await withOtherChoices(error, { option, row, sealed, tryCredentials }) : error;
      });
      return {};
    }
    const { name } = probed;
    const trials = await trialsOf(probed, { row, sealed, tryCredentials });
    const working = trials.find((trial) => !('error' in trial));
    if (working) return { [name]: working.choice };
    throw noneWorks(probed, trials);
  };
}

interface Entered {
  readonly row: ConnectionRow;
  readonly sealed: SealedCredentials;
  readonly tryCredentials: TryCredentials;
}

function trialsOf(
  { name, choices }: Pick<OpenField, 'name' | 'choices'>,
  { row, sealed, tryCredentials }: Entered,
): Promise<Trial[]> {
  const trial = async (choice: string): Promise<Trial> => {
    try {
      await tryCredentials({ ...row, fields: { ...row.fields, [name]: choice } }, sealed);
      return { choice };
    } catch (error) {
      return { choice, error };
    }
  };
  return Promise.all(choices.map(trial));
}

interface OpenField {
  readonly name: string;
  readonly title: string;
  readonly choices: readonly string[];
}

function openField({ fields }: AuthOption, row: ConnectionRow): OpenField | undefined {
  const found = Object.entries(fields).find(([name, field]) => isProbed(field) && row.fields[name] === undefined);
  return found && { name: found[0], title: found[1].title, choices: found[1].choices ?? [] };
}

function isProbed({ probe, optional, secret, choices }: CredentialField): boolean {
  return probe === true && optional === true && !secret && choices !== undefined;
}

function noneWorks({ name, title, choices }: OpenField, trials: readonly Trial[]): unknown {
  const refused = trials.filter(({ error }) => isRefusal(error));
  const [first] = refused;
  if (!first || !isPorinError(first.error)) return noneAsked(title, trials);
  const unasked = trials.filter((trial) => !refused.includes(trial)).map(({ choice }) => choice);
  const rest = unasked.length === 0 ? '' : `; could not ask ${unasked.join(', ')}`;
  const tried = refused.map(({ choice }) => choice).join(', ');
  const all = refused.length === choices.length ? 'every ' : '';
  const { message, hint, details, cause } = first.error;
  return new PorinError('bad_request', `${message} (${all}${title.toLowerCase()} tried: ${tried}${rest})`, {
    hint: unasked.length === 0 ? hint : `${hint}. Or try again, or give ${name}`,
    details,
    cause,
  });
}

/** What kept the app from being asked at all, with each choice that was tried. */
function noneAsked(title: string, trials: readonly Trial[]): unknown {
  const error = trials[0]?.error;
  if (!isPorinError(error)) return error;
  const { code, message, details, cause } = error;
  const tried = trials.map(({ choice }) => choice).join(', ');
  return new PorinError(code, `${message} (no ${title.toLowerCase()} could be asked; tried: ${tried})`, {
    hint: 'Check that the gateway reaches the network, then try again; whether the credentials are right is not known',
    details,
    cause,
  });
}

/** A wrong choice looks like wrong credentials where it leads to another server of the app: the others are tried, and the right one is named. */
async function withOtherChoices(error: unknown, entered: Entered & { readonly option: AuthOption }): Promise<unknown> {
  const { fields } = entered.row;
  const given = Object.entries(entered.option.fields).find(
    ([name, field]) => isProbed(field) && fields[name] !== undefined,
  );
  if (!given || !isPorinError(error)) return error;
  const [name, { title, choices = [] }] = given;
  const others = choices.filter((choice) => choice !== fields[name]);
  const trials = await trialsOf({ name, choices: others }, entered);
  const right = trials.find((trial) => !('error' in trial))?.choice;
  const what = title.toLowerCase();
  const { code, message, details, cause } = error;
  if (right !== undefined)
    return new PorinError(code, `${message} (the ${what} ${right} accepts them)`, {
      hint: `Give ${right} as ${name}, or leave ${name} out`,
      details,
      cause,
    });
  const unasked = trials.filter((trial) => !isRefusal(trial.error)).map(({ choice }) => choice);
  const said = unasked.length === 0 ? `, as does every other ${what}` : `; could not ask ${unasked.join(', ')}`;
  return new PorinError(code, `${message} (${fields[name]} refuses them${said})`, { hint: error.hint, details, cause });
}

function isRefusal(error: unknown): boolean {
  return isPorinError(error) && error.code === 'bad_request';
}
