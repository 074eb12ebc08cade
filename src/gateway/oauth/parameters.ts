import type { OAuthParameters } from '../../kernel/ports/oauth.ts';
import { invalidRequest } from './refusals.ts';

const maxLength = 4_000;

/** A text parameter; an empty one counts as absent (RFC 6749 §3.1). Errors: an `invalid_request` refusal for anything else. */
export function optionalText(parameters: OAuthParameters, name: string): string | undefined {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value)) throw invalidRequest(`${name}: given ${value.length} times; expected once`);
  if (typeof value !== 'string') throw invalidRequest(`${name}: expected a text`);
  if (value.length > maxLength) throw invalidRequest(`${name}: ${value.length} characters; at most ${maxLength}`);
  // A database may refuse to store them. White space may stay: people paste codes with it.
  if (/[^\P{Cc}\s]/u.test(value)) throw invalidRequest(`${name}: holds a control character`);
  return value;
}

/** Errors: an `invalid_request` refusal when it is absent. */
export function requiredText(parameters: OAuthParameters, name: string): string {
  const value = optionalText(parameters, name);
  if (value === undefined) throw invalidRequest(`${name}: required`);
  return value;
}
