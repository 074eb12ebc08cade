/** What a token endpoint's answer says, by name. */
export type Members = Readonly<Record<string, unknown>>;

/** Longer than this nobody plans; larger numbers would not fit where times are stored. */
const maxLifeSeconds = 10 * 365 * 86_400;

/** JSON, or a form as some servers send against all asking. Undefined for anything else, an HTML page for example. */
export function members(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // A parsed JSON object has names and values, whatever they are.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
  } catch {
    // Not JSON; a form is told by what it must hold.
    const form = new URLSearchParams(text);
    return form.has('access_token') || form.has('error') ? Object.fromEntries(form) : undefined;
  }
}

/**
 * A success as RFC 6749 §5.1 has it. Servers leave the type out, give null or empty text for what they do not give, a life of 0 for one
 * without end, or scopes as a list; refusing such an answer would lose a refresh token that exists nowhere else.
 */
export function tidied(said: Members): Members {
  // Nobody is signed in to us by an id token, and one that cannot be checked must not cost the tokens beside it.
  const { token_type, expires_in, refresh_token, scope, id_token: _, ...rest } = said;
  const seconds = typeof expires_in === 'string' ? Number.parseFloat(expires_in) : expires_in;
  const hasEnd = typeof seconds === 'number' && seconds > 0 && seconds < maxLifeSeconds;
  const scopes = Array.isArray(scope) ? scope.join(' ') : scope;
  return {
    ...rest,
    token_type: token_type || 'Bearer',
    // A device code's life is not optional, so the library says what is wrong with it.
    ...('device_code' in said ? { expires_in } : hasEnd && { expires_in: seconds }),
    ...(refresh_token ? { refresh_token } : {}),
    ...(typeof scopes === 'string' && scopes !== '' ? { scope: scopes } : {}),
  };
}
