import { isIP } from 'node:net';

const maxLength = 2_000;
const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'];
// Browsers run or open these themselves, so none of them hands anything to a program.
const ownSchemes =
  /^(?:https?|wss?|ftp|file|filesystem|blob|data|javascript|vbscript|about|chrome|view-source|mailto|tel|sms|intent):$/;

/** True for an address of the machine itself, as a browser or a socket writes it. */
export function isLoopbackAddress(ip: string): boolean {
  const plain = ip.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** True for a name under which a browser reaches its own machine. */
export function isLoopbackHost(hostname: string): boolean {
  return loopbackHosts.includes(hostname);
}

/** True for an http address of a program on the browser's own machine (RFC 8252 §7.3). */
export function isLoopbackUri(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'http:' && isLoopbackHost(hostname);
}

/** Why a program may not register this redirect URI; undefined when it may. */
export function redirectProblem(uri: string): string | undefined {
  if (uri.length > maxLength) return `is ${uri.length} characters long; at most ${maxLength}`;
  // Other characters could make the page show another address than the one the answer goes to.
  if (!/^[\x21-\x7e]*$/.test(uri)) return 'holds characters that no URI has';
  if (!URL.canParse(uri)) return 'is not an absolute URI';
  const { protocol, username, password } = new URL(uri);
  if (uri.includes('#')) return 'has a fragment';
  if (username !== '' || password !== '') return 'holds a user name';
  if (protocol === 'https:' || isLoopbackUri(uri)) return undefined;
  return ownSchemes.test(protocol) ? 'is neither https, nor http to this machine, nor a scheme of its own' : undefined;
}

/** True when a redirect URI is one of those registered: the same text, or on loopback the same but for the port (RFC 8252 §7.3). */
export function isRegistered(uri: string, registered: readonly string[]): boolean {
  if (registered.includes(uri)) return true;
  if (!isLoopbackUri(uri)) return false;
  const portless = withoutPort(uri);
  return registered.some((one) => isLoopbackUri(one) && withoutPort(one) === portless);
}

/** The redirect URI with these parameters; those without a value are left out. */
export function redirectWith(uri: string, parameters: Readonly<Record<string, string | null | undefined>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) if (value != null) url.searchParams.set(name, value);
  return url.href;
}

/** By its text, so that nothing else may differ, not even in spelling. */
function withoutPort(uri: string): string {
  return uri.replace(/^(http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])):\d{1,5}(?=[/?]|$)/, '$1');
}
