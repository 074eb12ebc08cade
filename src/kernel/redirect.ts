import { PorinError } from './errors.ts';

/**
 * Checks where a browser may be sent with what came of a connect(): nobody on the way may read it, so https, or http to its own machine.
 * Errors: `bad_request`.
 */
export function checkRedirectUri(uri: string): void {
  if (URL.canParse(uri)) {
    const { protocol, hostname, username, password } = new URL(uri);
    const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
    const isSafe = protocol === 'https:' || (protocol === 'http:' && isHere);
    if (isSafe && username === '' && password === '') return;
  }
  throw new PorinError('bad_request', 'redirectUri: expected an https address, or an http one on this machine', {
    hint: 'Example: https://app.example.com/connected',
  });
}
