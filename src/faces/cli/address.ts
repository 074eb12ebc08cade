/** An address as it is saved and compared: no slash at its end. */
export function trimmed(url: string): string {
  return url.trim().replace(/\/+$/, '');
}

/** Protocol, host and port, with every loopback name as one; undefined for what is no address. */
export function originOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  const host = hostname === 'localhost' || hostname === '[::1]' ? '127.0.0.1' : hostname;
  return `${protocol}//${host}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** True when two addresses reach the same port of this machine, whatever loopback name they use. */
export function isSameAddress(a: string, b: string): boolean {
  const left = originOf(a);
  return left !== undefined && left === originOf(b);
}

/** True for an address of this machine. */
export function isLoopback(address: string): boolean {
  return URL.canParse(address) && isLoopbackName(new URL(address).hostname);
}

function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
