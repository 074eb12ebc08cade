import { PorinError } from '../../kernel/errors.ts';

export type Values = Readonly<Record<string, string>>;

/** A template with its braces found: `Token {apiKey}` gives a function of the fields. */
export type Template = (values: Values) => string;

/**
 * Compiles a template once, so that signing a request only joins strings.
 * Errors (when filled in): `client_action_required` when a field has no value.
 */
export function compileTemplate(text: string): Template {
  const parts = text.split(/\{([A-Za-z_]\w*)\}/);
  const [before = '', only, after = ''] = parts;
  // Nearly every template names one field; joining two strings beats mapping a list.
  if (parts.length === 3 && only !== undefined) return (values) => before + fieldValue(values, only) + after;
  return (values) => parts.map((part, index) => (index % 2 === 0 ? part : fieldValue(values, part))).join('');
}

function fieldValue(values: Values, name: string): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value !== undefined) return value;
  throw new PorinError('client_action_required', `The connection has no value for ${name}`, {
    hint: 'Connect again and enter all credentials',
  });
}
