/** Names that lead to this machine alone. */
const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/**
 * True when a request may come from where its header Origin says. Programs send none; a page of the web that reached the gateway by a
 * trick sends its own, and is refused whatever token it has (DNS rebinding).
 */
export function isOwnOrigin(
  origin: string | undefined,
  own: { readonly publicUrl: string; readonly port: number },
): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { host, hostname, protocol } = new URL(origin);
  const publicUrl = new URL(own.publicUrl);
  if (protocol === publicUrl.protocol && host === publicUrl.host) return true;
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  const port = new URL(origin).port || (protocol === 'https:' ? '443' : '80');
  return loopbackNames.includes(hostname) && port === String(own.port);
}
