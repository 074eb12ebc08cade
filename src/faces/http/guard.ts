import type { IncomingMessage, ServerResponse } from 'node:http';
import { PorinError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { errorAnswer, errorPage } from './errors.ts';
import type { FaceParts } from './face.ts';
import { refuse } from './refusal.ts';

/** Where a server listens. */
export interface Exposure {
  /** As it was asked for: `127.0.0.1`, `0.0.0.0`, a name. */
  readonly host: string;
  /** True when only this machine reaches it. */
  readonly isLocal: boolean;
}

const sharedName = /^(localhost|[\d.]+|\[.*\])(:\d+)?$/i;
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Looks at each request before anything else does. True: it was answered, with a refusal.
 * A page of the web can make its own name lead to this machine (DNS rebinding) and then read what it asks for; its Host gives it away.
 */
export function createGuard(
  parts: FaceParts,
  { host, isLocal }: Exposure,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let known: ReadonlySet<string> | undefined;
  return (request, response) => {
    const name = request.headers.host;
    const ambiguity = ambiguityOf(request);
    if (ambiguity !== undefined) {
      refuse(
        { request, response },
        errorAnswer(ambiguity, { request, requestId: newId('req') }, parts),
        parts.patience,
      );
      return true;
    }
    if (isLocal && name !== undefined) {
      known ??= knownHosts(host, request.socket.localPort ?? 0, parts.connect.publicUrl());
      if (!known.has(name) && !known.has(name.toLowerCase())) {
        void refuseHost(parts, request, response);
        return true;
      }
    }
    // A name like localhost is shared by all programs of a machine, so it is not bound to TLS. Asked first, because it costs least.
    if (name !== undefined && !sharedName.test(name) && parts.clients.isSecure(request)) {
      response.setHeader('strict-transport-security', 'max-age=31536000');
    }
    return false;
  };
}

/** What another server on the way may have understood otherwise, and so taken for another request (RFC 9112 §3.2 and §6.1). */
function ambiguityOf({ headers, httpVersion, rawHeaders }: IncomingMessage): PorinError | undefined {
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return new PorinError('bad_request', `transfer-encoding: ${coding.slice(0, 100)} is not taken here`, {
      hint: 'Send the body in chunks, or with its content-length',
    });
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts === 1 || (hosts === 0 && httpVersion === '1.0')) return undefined;
  return new PorinError('bad_request', `The request has ${hosts === 0 ? 'no header host' : 'several headers host'}`, {
    hint: 'Send one header host',
  });
}

function knownHosts(host: string, port: number, publicUrl: string): ReadonlySet<string> {
  const bound = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host.toLowerCase();
  const names = [...loopbackNames, bound];
  // Clients leave out the port that their protocol has by itself.
  const isStandard = port === 80 || port === 443;
  const own = names.flatMap((name) => [`${name}:${port}`, ...(isStandard ? [name] : [])]);
  const { hostname, protocol, host: given } = new URL(publicUrl);
  return new Set([...own, given, `${hostname}:${protocol === 'https:' ? 443 : 80}`]);
}

async function refuseHost(parts: FaceParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = newId('req');
  const asked = request.headers.host?.slice(0, 200) ?? '';
  const error = new PorinError('bad_request', `This gateway is not ${asked}`, {
    hint: 'Use the address that porin status shows; behind a proxy or tunnel set PORIN_PUBLIC_URL to its address',
  });
  const { headers, body } = await errorPage(error, { request, requestId }, parts);
  // RFC 9110 §15.5.20: asked for a host that is not served here.
  refuse({ request, response }, { status: 421, headers, body }, parts.patience);
}
