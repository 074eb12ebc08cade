import type { AuthOption, CredentialField } from '../../kernel/connector.ts';
import { PorinError } from '../../kernel/errors.ts';
import { describeIssues, type Issue, nearestName } from '../../kernel/issues.ts';

/** What a person entered, checked and split by whether it is to be sealed. */
export interface CheckedCredentials {
  readonly secrets: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

const maxValueLength = 8_192;

/**
 * Checks what a person entered against the fields an auth option asks for. White space around values is dropped.
 * Errors: `bad_request` with one issue per field; no message repeats a value of a secret field.
 */
export function checkCredentialInput(option: AuthOption, input: unknown): CheckedCredentials {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw refusal([{ path: '', expected: 'object', message: `expected an object with ${fieldList(option)}` }]);
  }
  const given = new Map(Object.entries(input));
  const issues = [...given.keys()]
    .filter((name) => !Object.hasOwn(option.fields, name))
    .map((name) => unknownField(name, option));
  const secrets: [string, string][] = [];
  const fields: [string, string][] = [];
  for (const [name, field] of Object.entries(option.fields)) {
    const result = checkField(name, field, given.get(name));
    if (typeof result === 'object') issues.push(result);
    else if (result !== undefined) (field.secret ? secrets : fields).push([name, result]);
  }
  if (issues.length > 0) throw refusal(issues);
  return { secrets: Object.fromEntries(secrets), fields: Object.fromEntries(fields) };
}

function checkField(name: string, field: CredentialField, given: unknown): string | undefined | Issue {
  if (given === undefined || given === null || (typeof given === 'string' && given.trim() === '')) {
    if (field.optional) return undefined;
    return { path: name, expected: 'string', message: `required: ${field.title}. ${field.description}` };
  }
  // JSON and forms differ on whether an account id is a number.
  const text = typeof given === 'number' ? String(given) : given;
  if (typeof text !== 'string') return { path: name, expected: 'string', message: 'expected a string' };
  return checkText(name, field, text.trim());
}

function checkText(name: string, field: CredentialField, value: string): string | Issue {
  const example = field.example === undefined ? '' : `, which looks like ${field.example}`;
  if (value.length > maxValueLength)
    return { path: name, expected: 'string', message: `longer than ${maxValueLength} characters` };
  if (/[\r\n\0]/.test(value)) return { path: name, expected: 'one line', message: 'must be one line' };
  if (field.choices && !field.choices.includes(value)) return notAChoice(name, field, field.choices, value);
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(value)) {
    return {
      path: name,
      expected: field.pattern,
      message: `this is not a usable ${field.title}${example}${strange(value)}. ${field.description}`,
    };
  }
  return value;
}

/** What is seen without showing the value, which may be a secret. */
function strange(value: string): string {
  if (/\s/.test(value)) return ': it has spaces in it';
  return /[^\x21-\x7e]/.test(value) ? ': it has letters in it that no key has' : '';
}

function notAChoice(name: string, field: CredentialField, choices: readonly string[], value: string): Issue {
  const nearest = field.secret ? undefined : nearestName(value, choices);
  const expected = `one of ${choices.join(', ')}`;
  const got = field.secret ? '' : `, got ${JSON.stringify(value.slice(0, 60))}`;
  const meant = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  return {
    path: name,
    expected,
    message: `expected ${expected}${got}${meant}`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function unknownField(name: string, option: AuthOption): Issue {
  const nearest = nearestName(name, Object.keys(option.fields));
  const expected = fieldList(option);
  const message =
    nearest === undefined ? `unknown field; expected ${expected}` : `unknown field, did you mean ${nearest}?`;
  return { path: name.slice(0, 60), expected, message, ...(nearest === undefined ? {} : { nearest }) };
}

function fieldList(option: AuthOption): string {
  const names = Object.keys(option.fields);
  return names.length === 0 ? 'no fields' : names.join(', ');
}

function refusal(issues: readonly Issue[]): PorinError {
  return new PorinError('bad_request', `Credentials: ${describeIssues(issues)}`, {
    hint: 'Correct the named fields and send the credentials again',
    details: { issues },
  });
}
